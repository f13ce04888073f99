"""Bodies by their fields, and values as callers have them: what goes out is the same in each form."""

import asyncio
import datetime
import inspect
import io
import json
import re
import subprocess
import sys
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pytest

from tests.conftest import ROOT

from .calling import KEYS, sent
from .generated import generated_package
from .stub_server import Seen, reply, stub_server

ID = "2ded13fe-4f9b-4958-9bfb-093ea2f29f91"
UTC_TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
NAIVE = UTC_TIME.replace(tzinfo=None)
CALL = {"from": "a", "status": "busy", "leg": {"seconds": 1}}
FIELDS = {"from_": "a", "body_status": "busy", "leg": {"seconds": 1}}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with generated_package(tmp_path_factory.mktemp("arguments"), "arguments.yaml", "arguments_client") as package:
        yield package


def placed(api: ModuleType, **more: Any) -> Seen:
    return sent(api, "place_call", ID, namespace="calls", **more)


def body(seen: Seen) -> Any:
    return json.loads(seen.body)


def test_a_body_goes_in_whole_or_by_its_fields(api: ModuleType) -> None:
    record = api.models.CallRequest(from_="a", status="busy", leg=api.models.Leg(seconds=1))
    as_fields = placed(api, **FIELDS)
    for whole in (record, CALL, MappingProxyType(CALL), {**CALL, "leg": record.leg, "at": api.UNSET}):
        assert body(placed(api, body=whole)) == CALL == body(as_fields)
    assert as_fields.headers["content-type"] == "application/json"
    assert body(placed(api, body={**CALL, "of_the_vendor": 1})) == {**CALL, "of_the_vendor": 1}


def test_a_parameter_keeps_its_name_beside_a_field_of_the_same(api: ModuleType) -> None:
    seen = placed(api, **FIELDS, status="live", tags=["p"], body_tags=["b"])
    assert "status=live&tags=p" in seen.target
    assert body(seen) == {**CALL, "tags": ["b"]}
    assert "The field status of the body." in (api.client.Vobiz(**KEYS).calls.place_call.__doc__ or "")


def test_names_that_clash_with_python_and_with_ours(api: ModuleType) -> None:
    given = {"body_body": "b", "self_": "s", "class_": "c", "timeout": 5, "operation": "o"}
    expected = {"body": "b", "self": "s", "class": "c", "timeout": 5, "operation": "o"}
    assert body(placed(api, **FIELDS, **given)) == CALL | expected
    seen = sent(api, "send_text", "p", body_field_body="b", body_body="bb", namespace="bodies")
    assert (seen.target, body(seen)) == ("/texts/p", {"body": "b", "body_body": "bb"})
    assert body(sent(api, "send_text", "p", body_={"body": "b"}, namespace="bodies")) == {"body": "b"}


def test_what_is_read_only_is_no_argument(api: ModuleType) -> None:
    assert "id" not in inspect.signature(api.client.Vobiz(**KEYS).calls.place_call).parameters


def test_null_is_sent_and_what_is_unset_is_not(api: ModuleType) -> None:
    assert body(placed(api, **FIELDS, note=None, at=api.UNSET)) == {**CALL, "note": None}
    leg = {"seconds": 1, "at": api.UNSET}
    assert body(placed(api, **{**FIELDS, "leg": leg}, legs=[leg])) == {**CALL, "legs": [{"seconds": 1}]}


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("place_call", {"body": CALL, "from_": "a"}, "place_call() takes a body as 'body' or by its fields, not both"),
        ("place_call", {}, "missing 3 required keyword-only arguments: 'from_', 'body_status', and 'leg'"),
        ("place_call", {"from_": "a"}, "missing 2 required keyword-only arguments: 'body_status' and 'leg'"),
        ("keep_calls", {"more": "a"}, "keep_calls() missing 1 required keyword-only argument: 'days'"),
        ("search_calls", {"limit": 1}, "search_calls() missing 1 required keyword-only argument: 'text'"),
        ("place_call", {"body": CALL, "bdy": 1}, "unexpected keyword argument 'bdy'"),
    ],
)
def test_a_call_that_cannot_be_meant_is_a_type_error(
    api: ModuleType, name: str, given: dict[str, Any], problem: str
) -> None:
    place = (ID,) if name == "place_call" else ()
    with stub_server(reply(204, b"")) as server, api.Vobiz(base_url=server.base_url, **KEYS) as client:
        with pytest.raises(TypeError) as error:
            getattr(client.calls, name)(*place, **given)
    assert problem in str(error.value)
    assert server.seen == []


def test_an_optional_body_may_be_left_out(api: ModuleType) -> None:
    assert sent(api, "change_calls", namespace="calls").body == b""
    assert body(sent(api, "change_calls", note=None, namespace="calls")) == {"note": None}
    assert body(sent(api, "change_calls", body={}, namespace="calls")) == {}
    assert sent(api, "keep_calls", namespace="calls").body == b""


def test_the_default_of_a_required_field_is_sent(api: ModuleType) -> None:
    expected = {"days": 1, "where": "here", "until": "2026-01-02", "as": ID}
    assert body(sent(api, "keep_calls", days=1, namespace="calls")) == expected
    assert body(sent(api, "keep_calls", body=api.models.KeepCallsRequest(days=1), namespace="calls")) == expected
    assert "timeout" not in body(placed(api, **FIELDS))


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({"after": UTC_TIME}, "after=2026-01-02T03%3A04%3A05%2B00%3A00"),
        ({"after": "2026-01-02T03:04:05Z"}, "after=2026-01-02T03%3A04%3A05Z"),
        ({"on": NAIVE.date()}, "on=2026-01-02"),
        ({"on": "2026-01-02"}, "on=2026-01-02"),
        ({"tags": ("a", "b")}, "tags=a&tags=b"),
        ({"tags": deque(["a", "b"])}, "tags=a&tags=b"),
        ({"tags": "ab"}, "tags=ab"),
        ({"ids": [ID, uuid.UUID(ID)]}, f"ids={ID}&ids={ID}"),
        ({"must": "2026-02-03"}, "must=2026-02-03"),
        ({}, "must=2026-01-02"),
    ],
)
def test_a_parameter_takes_each_form_of_its_value(api: ModuleType, given: dict[str, Any], target: str) -> None:
    assert target in placed(api, body=CALL, **given).target.partition("?")[2]
    assert sent(api, "place_call", uuid.UUID(ID), body=CALL, namespace="calls").target.startswith(f"/calls/{ID}")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"at": UTC_TIME}, {"at": "2026-01-02T03:04:05+00:00"}),
        ({"at": "2026-01-02T03:04:05Z"}, {"at": "2026-01-02T03:04:05Z"}),
        ({"day": NAIVE.date()}, {"day": "2026-01-02"}),
        ({"ref": uuid.UUID(ID)}, {"ref": ID}),
        ({"ref": ID}, {"ref": ID}),
        ({"body_tags": ("a",)}, {"tags": ["a"]}),
        ({"choice": range(2)}, {"choice": [0, 1]}),
        ({"legs": ({"seconds": 1, "at": UTC_TIME},)}, {"legs": [{"seconds": 1, "at": "2026-01-02T03:04:05+00:00"}]}),
    ],
)
def test_a_field_takes_each_form_of_its_value(api: ModuleType, given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert body(placed(api, **FIELDS, **given)) == CALL | expected
    assert body(placed(api, body={**CALL, **{name.removeprefix("body_"): item for name, item in given.items()}})) == (
        CALL | expected
    )


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"after": NAIVE, "body": CALL}, "after holds a datetime without a time zone; "),
        ({"at": NAIVE, **FIELDS}, "body holds a datetime without a time zone in at; "),
        ({"legs": [{"at": UTC_TIME}, {"at": NAIVE}], **FIELDS}, "without a time zone in legs[1].at; "),
        ({"body": {**CALL, "at": NAIVE}}, "body holds a datetime without a time zone in at; "),
    ],
)
def test_a_time_without_a_zone_is_not_sent(api: ModuleType, given: dict[str, Any], where: str) -> None:
    with stub_server(reply(204, b"")) as server, api.Vobiz(base_url=server.base_url, **KEYS) as client:
        with pytest.raises(api.ConfigurationError) as error:
            client.calls.place_call(ID, **given)
    assert where in str(error.value)
    assert server.seen == []


def test_a_result_with_a_time_without_a_zone_is_read_and_shown(api: ModuleType) -> None:
    leg = {"seconds": 1, "at": "2026-01-02T00:00:00"}
    assert api.models.Leg.from_dict(leg).to_dict() == leg


def test_parts_and_forms_go_in_by_their_fields(api: ModuleType) -> None:
    for file in (b"mp3", api.File(io.BytesIO(b"mp3"))):
        seen = sent(api, "send_parts", file=file, more=(b"x",), at=UTC_TIME, namespace="bodies")
        assert seen.headers["content-type"].startswith("multipart/form-data")
        assert seen.body.count(b"mp3") == 1
        assert b"2026-01-02T03:04:05+00:00" in seen.body
    assert sent(api, "send_form", to="a b", ids=(1, 2), namespace="bodies").body == b"To=a+b&Ids=1&Ids=2"
    assert sent(api, "send_form", body={"To": "a"}, namespace="bodies").body == b"To=a"


def test_of_several_media_types_json_has_the_fields(api: ModuleType) -> None:
    assert body(sent(api, "send_several", a="x", namespace="bodies")) == {"a": "x"}
    form = api.models.SendSeveralRequestForm(b="x")
    assert sent(api, "send_several", body=form, namespace="bodies").body == b"b=x"
    assert sent(api, "send_several", body="a,b", namespace="bodies").body == b"a,b"


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("send_list", ({"seconds": 1}, {"seconds": 2})),
        ("send_one_of", {"name": "a", "children": [{"name": "b"}]}),
        ("send_map", {"a": 1.5}),
    ],
)
def test_what_has_no_fields_goes_in_whole(api: ModuleType, name: str, whole: Any) -> None:
    assert body(sent(api, name, body=whole, namespace="bodies")) == (list(whole) if name == "send_list" else whole)


def test_a_record_that_holds_its_like_takes_them_in_any_form(api: ModuleType) -> None:
    children = [api.models.Node(name="b"), {"name": "c", "children": ()}]
    assert body(sent(api, "send_node", name="a", children=children, namespace="bodies")) == {
        "name": "a",
        "children": [{"name": "b"}, {"name": "c", "children": []}],
    }


def test_pages_take_the_same_arguments(api: ModuleType) -> None:
    def server_of(pages: list[str]) -> Any:
        return stub_server(*(reply(200, page) for page in pages))

    async def collect(client: Any, given: Mapping[str, Any]) -> list[Any]:
        async with client:
            return [page async for page in client.calls.search_calls_pages(**given)]

    for given in ({"text": "x"}, {"body": {"text": "x"}}):
        with server_of(["[1, 2]", "[3]", "[]"]) as server, api.Vobiz(base_url=server.base_url, **KEYS) as client:
            assert list(client.calls.search_calls_pages(**given)) == [[1, 2], [3]]
        with server_of(["[1, 2]", "[3]", "[]"]) as items, api.Vobiz(base_url=items.base_url, **KEYS) as client:
            assert list(client.calls.search_calls_iter(**given)) == [1, 2, 3]
        assert {seen.body for seen in server.seen} == {b'{"text":"x"}'}
        with server_of(["[1, 2]", "[]"]) as server:
            assert asyncio.run(collect(api.AsyncVobiz(base_url=server.base_url, **KEYS), given)) == [[1, 2]]
        assert {seen.body for seen in server.seen} == {b'{"text":"x"}'}


def test_views_take_the_same_arguments(api: ModuleType) -> None:
    with stub_server(reply(204, b"")) as server, api.Vobiz(base_url=server.base_url, **KEYS) as client:
        view = client.with_options(timeout=5)
        assert view.with_raw_response(view.calls.place_call, ID, **FIELDS).status == 204
    assert body(server.seen[0]) == CALL


PROGRAM = """\
from collections import deque
from datetime import UTC, date, datetime
from typing import assert_type
from uuid import UUID

from arguments_client import AsyncVobiz, File, RawResponse, Vobiz
from arguments_client.models import CallRequest, Leg, Node

vobiz, some = Vobiz(), {"of": "the vendor"}
leg = Leg(seconds=1)
place = vobiz.calls.place_call
place("id", from_="a", body_status="busy", leg=leg)
place(UUID("id"), from_="a", body_status="free", leg=some, legs=[leg], at=datetime.now(UTC), day=date.today(), ref="i")
place("id", from_="a", body_status="free", leg=leg, legs=({}, {}), at="now", day="today", ref=UUID("i"), note=None)
place("id", body=CallRequest(from_="a", status="busy", leg=leg), status="live", tags=("a",), ids=[UUID("i"), "i"])
place("id", body=some, tags=deque(["a"]), after="now", must="2026-01-02")
assert_type(vobiz.calls.search_calls(text="a"), list[int])
assert_type(vobiz.with_raw_response(vobiz.calls.search_calls, text="a"), RawResponse[list[int]])
assert_type(vobiz.with_raw_response(vobiz.calls.search_calls, body=some), RawResponse[list[int]])
vobiz.calls.change_calls()
vobiz.bodies.send_parts(file=b"", more=[File(b"")])
vobiz.bodies.send_list(body=(leg, leg))
vobiz.bodies.send_one_of(body=some)
vobiz.bodies.send_node(name="a", children=[Node("b"), {"name": "c"}])


async def waiting() -> None:
    assert_type(await AsyncVobiz().calls.search_calls(text="a"), list[int])
    async for page in AsyncVobiz().calls.search_calls_pages(text="a"):
        assert_type(page, list[int])


MISTAKES
"""
MISTAKES = (
    'place("id", from_="a", body_status="bsy", leg=leg)',
    'place("id", from_="a", body_status="busy", leg="x")',
    'place("id", from_="a", body_status="busy", leg=leg, legs=leg)',
    'place("id", from_="a", body_status="busy", leg=leg, at=5)',
    'place("id", from_="a", body_status="busy", leg=leg, body_tags="ab")',
    'place("id", from_="a", body_status="busy", leg=leg, tags="ab")',
    'place("id", from_="a", body_status="busy", leg=leg, status="liev")',
    'place("id", from_="a", body_status="busy")',
    'place("id", from_="a", body_status="busy", leg=leg, body=some)',
    'place("id", from_="a", body_status="busy", leg=leg, frm="a")',
    'place("id")',
    "place(5, body=some)",
    'vobiz.with_raw_response(vobiz.calls.search_calls, txt="a")',
    "vobiz.bodies.send_list(body='ab')",
)


def test_a_users_program_has_its_types_checked(api: ModuleType) -> None:
    folder = Path(str(api.__file__)).parents[1]
    (folder / "program.py").write_text(PROGRAM.replace("MISTAKES", "\n".join(MISTAKES)))
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "cache", "-p", "arguments_client", "-m", "program"],
        cwd=folder,
        env={"MYPYPATH": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    lines = (folder / "program.py").read_text().splitlines()
    found = dict.fromkeys(re.findall(r"^(.+?):(\d+): error: ", outcome.stdout, re.MULTILINE))
    assert [(name, lines[int(number) - 1]) for name, number in found] == [("program.py", line) for line in MISTAKES]
