"""Odd values for whatever a caller may pass: refused in a sentence that does not show them, before anything is sent."""

import datetime
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vobiz_client import Vobiz
from vobiz_client.runtime import readers
from vobiz_client.runtime.files import File
from vobiz_client.runtime.model import Model, no_fields
from vobiz_client.runtime.operation import (
    BodyKind,
    Listing,
    Location,
    Operation,
    Parameter,
    RequestBody,
    SuccessResponse,
)
from vobiz_client.runtime.polling import WatchTimeoutError, watch

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import KEYS, NAMED, READ, THING, TOKEN, Client, client
from tests.client.stub_server import reply, stub_server
from tests.hostile.refusals import make, refusal, refused

PLACES: tuple[Location, ...] = ("path", "query", "header", "cookie")
KINDS: tuple[BodyKind, ...] = ("json", "data", "files", "content")
DONE = (SuccessResponse(200, 299, "any", readers.anything),)


@define
class Form(Model[Any]):
    a: Any = None
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


def asking(location: Location, style: tuple[str, bool] | None = None) -> Operation[Any]:
    path = "/things/{x}/" if location == "path" else "/things/"
    styles = {f"{location}:x": style} if style else {}
    parameters = (Parameter("x", location, "x", True),)
    return Operation("ask", "GET", path, (), parameters, responses=DONE, security=KEYS, styles=styles)


def posting(kind: BodyKind) -> Operation[Any]:
    bodies = (RequestBody("application/x", kind, object, readers.anything),)
    return Operation("post", "POST", "/things/", (), bodies=bodies, responses=DONE, security=KEYS)


HALF = "half \ud800 of a character"
ITSELF: list[Any] = []
ITSELF.append(ITSELF)
ODD = {
    "half a character": HALF,
    "bytes": b"hidden",
    "a list of bytes": [b"hidden"],
    "itself": ITSELF,
    "what is no JSON": object(),
    "a complex number": 1j,
    "a generator": (value for value in "ab"),
    "a class": int,
    "a number of 5,000 digits": 10**5000,
    "a duration": datetime.timedelta(1),
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("location", PLACES)
def test_an_odd_argument_is_sent_or_refused(location: Location, value: Any) -> None:
    with stub_server(reply(200, NAMED)) as server, client(server.base_url) as vobiz:
        refused(lambda: vobiz.call(asking(location), {"x": value}), HALF)
        for each in ([value], {"k": value}, {"k": [value]}):
            refusal(lambda each=each: vobiz.call(asking(location), {"x": each}), HALF)  # type: ignore[misc]


@pytest.mark.parametrize("style", [("json", False), ("deepObject", True), ("form", False), ("spaceDelimited", False)])
def test_an_odd_argument_of_any_style_is_sent_or_refused(style: tuple[str, bool]) -> None:
    with stub_server(reply(200, NAMED)) as server, client(server.base_url) as vobiz:
        for value in ODD.values():
            for each in (value, [value], {"k": value}):
                refusal(lambda each=each: vobiz.call(asking("query", style), {"x": each}), HALF)  # type: ignore[misc]


@pytest.mark.parametrize(
    "value", [HALF, b"hidden", ITSELF, object(), 1j, [b"hidden"]], ids=lambda value: type(value).__name__
)
def test_an_odd_argument_of_a_generated_method_is_refused(value: Any) -> None:
    with Vobiz(base_url="http://127.0.0.1:9", auth_id="MA_1", auth_token=TOKEN) as vobiz:
        for given in ({"call_uuid": value}, {"call_uuid": "x", "status": value}, {"call_uuid": "x", "auth_id": value}):
            assert "get_live_call: " in refused(
                lambda given=given: vobiz.live_calls.get_live_call(**given),
                HALF,
                "hidden",  # type: ignore[misc]
            )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_an_odd_body_is_sent_or_refused(kind: BodyKind, value: Any) -> None:
    with stub_server(reply(200, NAMED)) as server, client(server.base_url) as vobiz:
        for body in (value, Form(value), Form([value]), {"a": value}):
            refusal(lambda body=body: vobiz.call(posting(kind), {}, body), HALF)  # type: ignore[misc]


def closed_file() -> Any:
    with Path(__file__).open("rb") as file:
        pass
    return file


FILES = {
    "text": File("hidden"),  # type: ignore[arg-type]
    "nothing": File(None),  # type: ignore[arg-type]
    "a file of text": File(io.StringIO("hidden")),  # type: ignore[arg-type]
    "a closed file": File(closed_file()),
    "a type with a line break": File(b"a", mime_type="text/plain\r\nX-Evil: hidden"),
    "a name of half a character": File(b"a", file_name="hidden\ud800"),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_sent_is_refused(file: File) -> None:
    with client("http://127.0.0.1:9") as vobiz:
        assert "post: " in refused(lambda: vobiz.call(posting("files"), {}, Form(file)), "hidden")


@pytest.mark.parametrize(
    "value", ["1", b"1", None, 0, -1, math.nan, math.inf, 1e300, 1j, 10**400], ids=lambda v: str(v)[:9]
)
def test_a_pace_that_nobody_can_keep_is_refused(value: Any) -> None:
    assert "every" in refused(lambda: next(watch(lambda: 1, every=value)))
    if value in ("1", b"1", -1, 1j) or value != value:
        assert "timeout" in refused(lambda: next(watch(lambda: 1, timeout=value)))


def test_a_server_cannot_make_a_watch_sleep_for_years() -> None:
    with stub_server(reply(429, retry_after="9" * 400)) as server, client(server.base_url) as vobiz:
        with pytest.raises(WatchTimeoutError):
            next(watch(lambda: vobiz.call(READ, THING), timeout=60))


@pytest.mark.parametrize("offset", ["1", b"1", 1.5, [1]], ids=ascii)
def test_a_position_that_is_no_number_is_refused_before_the_first_page(offset: Any) -> None:
    paged = evolve(asking("query"), listing=Listing((), "x", "items"))
    with stub_server(reply(200, "[1]")) as server, client(server.base_url) as vobiz:
        assert "x must be a whole number" in refused(lambda: next(vobiz.pages(paged, {"x": offset})))
        assert server.seen == []


def test_a_page_that_is_no_list_ends_the_pages() -> None:
    paged = evolve(asking("query"), listing=Listing((), "x", "items"))
    for page in ("null", "[]", '""'):
        with stub_server(reply(200, page)) as server, client(server.base_url) as vobiz:
            assert len(list(vobiz.pages(paged, {"x": 0}))) == 1


VALUES_OF_ALL_KINDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary() | st.decimals(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()) | st.integers() | st.binary(), inner),
)


def attack_with_arguments(count: int) -> None:
    doors: list[Callable[[Client, Any], Any]] = [
        lambda vobiz, value: vobiz.with_options(headers={"X-A": value}).call(READ, THING),
        lambda vobiz, value: vobiz.with_options(headers=value).call(READ, THING),
        lambda vobiz, value: vobiz.with_options(timeout=value),
        lambda vobiz, value: make(auth_token=value),
        lambda vobiz, value: make(base_url=value),
        *(lambda vobiz, value, place=place: vobiz.call(asking(place), {"x": value}) for place in PLACES),
        *(lambda vobiz, value, kind=kind: vobiz.call(posting(kind), {}, Form(value)) for kind in KINDS),
        lambda vobiz, value: Form(value).to_dict(),
    ]
    with stub_server(reply(200, NAMED)) as server, client(server.base_url) as vobiz:

        @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(VALUES_OF_ALL_KINDS, st.sampled_from(doors))
        def attack(value: Any, door: Callable[[Client, Any], Any]) -> None:
            refusal(lambda: door(vobiz, value))

        attack()


def test_no_argument_that_hypothesis_makes_leaves_another_exception() -> None:
    attack_with_arguments(100)


@pytest.mark.catalogue
def test_no_argument_of_many_leaves_another_exception() -> None:
    attack_with_arguments(2_000)
