"""The client of a document that holds everything: bodies, answers, names and security of every kind."""

import asyncio
import importlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints
from urllib.parse import parse_qsl, urlsplit

import pytest
from vobiz_client.runtime.operation import Operation

from .generated import generated_package
from .stub_server import Turn, reply, stub_server

ROOT = Path(__file__).parents[2]
THING = {"to_dict": "t", "from": "f", "kind": "one"}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The generated package, under a name of its own beside the real one."""
    with generated_package(tmp_path_factory.mktemp("odd"), "odd_document.yaml", "odd_client") as package:
        yield package


def operations(odd: ModuleType) -> dict[str, Operation[Any]]:
    api = Path(str(odd.__file__)).parent / "api"
    names = [path.relative_to(api).with_suffix("").parts for path in api.glob("*/*.py") if path.stem != "__init__"]
    return {name: importlib.import_module(f"odd_client.api.{tag}.{name}").OPERATION for tag, name in names}


def vobiz(odd: ModuleType, base_url: str, **settings: Any) -> Any:
    return odd.Vobiz(base_url=base_url, auth_id="MA_1", auth_token="t", max_retries=0, **settings)


def call(
    odd: ModuleType, turn: Turn, name: str, *arguments: Any, tag: str = "odd_things", **more: Any
) -> tuple[Any, Any]:
    with stub_server(turn) as server:
        with vobiz(odd, server.base_url) as client:
            result = getattr(getattr(client, tag), name)(*arguments, **more)

        async def run() -> Any:
            async with odd.AsyncVobiz(base_url=server.base_url, auth_id="MA_1", auth_token="t") as client:
                return await getattr(getattr(client, tag), name)(*arguments, **more)

        assert asyncio.run(run()) == result
        return result, server.seen[0]


@pytest.mark.catalogue  # `make types` looks at the shipped client
def test_it_is_strictly_typed(odd: ModuleType) -> None:
    folder = Path(str(odd.__file__)).parents[1]
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "-p", "odd_client"],
        cwd=folder,
        env={"MYPYPATH": f"{folder}:{ROOT}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout


def test_no_file_shows_an_objects_repr(odd: ModuleType) -> None:
    for path in Path(str(odd.__file__)).parent.rglob("*.py"):
        assert " object at 0x" not in path.read_text()


def test_every_operation_is_described_as_the_document_has_it(odd: ModuleType) -> None:
    described = operations(odd)
    assert len(described) == 13
    assert described["import_"].path == "/names/{self}/{id}/{base_url}/{client}/{class}/{body}"
    assert described["two_tags"].tags == ("odd_things", "close_")
    assert (described["import_"].body_argument, described["upload"].body_argument) == ("body_", "body")
    assert [parameter.is_account for parameter in described["two_tags"].parameters] == [True, False]


def test_names_that_clash_with_python_and_with_ours(odd: ModuleType) -> None:
    body = odd.models.ImportRequest(self_="me")
    place = ("s", 1, "u", "c", "k", "b")
    query = {"timeout": "5", "from_": "x", "operation": "o", "arguments": "a"}
    result, seen = call(odd, reply(204, b""), "import_", *place, body_=body, **query)
    assert result is None
    assert seen.target == "/names/s/1/u/c/k/b?timeout=5&from=x&operation=o&arguments=a"
    assert json.loads(seen.body) == {"self": "me"}


def test_an_operation_stands_under_each_of_its_tags(odd: ModuleType) -> None:
    turn = reply(200, json.dumps(THING))
    first, seen = call(odd, turn, "two_tags", "S")
    second, _ = call(odd, turn, "two_tags", "S", tag="close_", account_id="MA_2")
    assert first == second
    assert seen.target == "/account/MA_1/sub/S"


def test_each_success_has_its_own_form(odd: ModuleType) -> None:
    assert call(odd, reply(201, '["a"]'), "two_tags", "S")[0] == ["a"]
    assert call(odd, reply(204, b""), "two_tags", "S")[0] is None
    with pytest.raises(odd.NotFoundError):
        call(odd, reply(404, '{"error": "x"}'), "two_tags", "S")
    with pytest.raises(odd.UnexpectedResponseError):
        call(odd, reply(201, "{}"), "two_tags", "S")


def test_models_keep_what_is_new_and_what_clashes(odd: ModuleType) -> None:
    raw = {
        **THING,
        "kind": "three",
        "new": 1,
        "additional_properties": 5,
        "when": None,
        "either": {"parameter": "p"},
        "children": [{**THING, "either": 7}],
        "by_name": {"a": {"parameter": "q"}},
    }
    model, _ = call(odd, reply(200, json.dumps(raw)), "two_tags", "S")
    assert model.to_dict() == raw
    assert (model.kind, model["new"], model.to_dict_, model.additional_properties_) == ("three", 1, "t", 5)
    assert model.by_name["a"].parameter == "q"
    assert model.children[0].either == 7


def test_no_tag_no_schema_no_security(odd: ModuleType) -> None:
    result, seen = call(odd, reply(200, "[1]"), "get_no_tag", tag="default")
    assert result == [1]
    assert "x-auth-token" not in seen.headers
    assert call(odd, reply(200, b""), "get_no_tag", tag="default")[0] is None
    assert call(odd, reply(200, "text"), "get_no_tag", tag="default")[0] == "text"
    assert call(odd, reply(200, b""), "look", tag="default")[0] is None


def test_text_and_binary_answers(odd: ModuleType) -> None:
    latin = reply(200, "é;1".encode("latin-1"), content_type="text/csv; charset=latin-1")
    csv, _ = call(odd, latin, "get_csv", tag="files")
    audio, _ = call(odd, reply(200, b"\xff\x00", content_type="audio/mpeg"), "get_audio", tag="files")
    assert (csv, audio) == ("é;1", b"\xff\x00")


def test_bodies_of_every_kind(odd: ModuleType) -> None:
    _, seen = call(odd, reply(201, b""), "put_audio", tag="files", body=odd.File(io.BytesIO(b"\xff")))
    assert (seen.body, seen.headers["content-type"]) == (b"\xff", "audio/mpeg")
    _, seen = call(odd, reply(201, b""), "put_audio", tag="files", body="text")
    assert (seen.body, seen.headers["content-type"]) == (b"text", "text/plain")
    upload = odd.models.UploadRequest(file=odd.File(b"\x00", "a.wav"), count=2)
    _, seen = call(odd, reply(200, '{"ok": true}'), "upload", tag="files", body=upload)
    assert b'name="count"\r\n\r\n2\r\n' in seen.body
    assert b'filename="a.wav"' in seen.body
    done, seen = call(odd, reply(203, '"ok"'), "send_form", tag="files", body=odd.models.SendFormRequest(a="b c"))
    assert (done, seen.body) == ("ok", b"a=b+c")
    assert call(odd, reply(203, '"ok"'), "send_form", tag="files")[1].body == b""


def test_queries_of_every_style(odd: ModuleType) -> None:
    filters, wanted = (operations(odd)["search"].parameters[i] for i in (2, 3))
    assert (filters.name, wanted.name) == ("filter", "json")
    _, seen = call(
        odd,
        reply(200, '{"items": []}'),
        "search",
        tag="search",
        ids=[1, 2],
        csv=["a", "b"],
        filter_={"since": "2026-01-02"},
        json={"a": 1},
        level=-1,
        x_trace="t",
        crumb="c",
    )
    assert parse_qsl(urlsplit(seen.target).query) == [
        ("ids", "1"),
        ("ids", "2"),
        ("csv", "a,b"),
        ("filter[since]", "2026-01-02"),
        ("json", '{"a":1}'),
        ("kind", "a"),
        ("level", "-1"),
    ]
    assert (seen.headers["x-trace"], seen.headers["cookie"]) == ("t", "crumb=c")


def test_key_or_bearer(odd: ModuleType) -> None:
    with stub_server(reply(200, '{"items": []}')) as server:
        with vobiz(odd, server.base_url) as keys, vobiz(odd, server.base_url, bearer_token="b") as both:
            keys.search.search()
            both.search.search()
            both.search.bearer_only()
            with pytest.raises(odd.ConfigurationError, match="VOBIZ_BEARER_TOKEN"):
                keys.search.bearer_only()
        sent = [sorted({"x-auth-id", "x-auth-token", "authorization"} & seen.headers.keys()) for seen in server.seen]
    assert sent == [["x-auth-id", "x-auth-token"], ["authorization"], ["authorization"]]


def test_lists_have_pages(odd: ModuleType) -> None:
    first, second = json.dumps({"items": [THING], "total": 2}), json.dumps({"items": [{**THING, "from": "g"}]})
    with stub_server(reply(200, first), reply(200, second), reply(200, '{"items": []}')) as server:
        with vobiz(odd, server.base_url) as client:
            assert [page.items[0].from_ for page in client.search.search_pages(limit=1)] == ["f", "g"]
        assert [dict(parse_qsl(urlsplit(seen.target).query)).get("offset") for seen in server.seen] == [None, "1", "2"]
    with stub_server(reply(200, "[1, 2]"), reply(200, "[3]"), reply(200, "[]")) as server:
        with vobiz(odd, server.base_url) as client:
            assert list(client.search.list__pages()) == [[1, 2], [3]]
            assert list(client.search.list__iter()) == []
        assert [seen.target for seen in server.seen] == ["/list", "/list?page=1", "/list?page=2", "/list"]


def test_the_default_address_fills_in_the_documents_variables(odd: ModuleType) -> None:
    with odd.Vobiz(auth_id="i", auth_token="t") as client:
        assert client.base_url == "https://eu.odd.example/v1"


def test_the_methods_are_typed_for_readers_too(odd: ModuleType) -> None:
    from odd_client.api import odd_things  # type: ignore[import-not-found]

    assert "T | None" not in str(odd_things.OddThingsNamespace.two_tags.__annotations__)
    assert odd_things.OddThingsNamespace.two_tags.__annotations__["return"] == "Model | list[str] | None"
    assert get_type_hints(odd.Vobiz.__init__)
