"""What the vendor is going to take away says so: in docstrings, once as a warning, and with the dates it gives."""

import asyncio
import datetime
import inspect
import logging
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from .generated import generated_package
from .stub_server import reply, stub_server

IN_2023 = datetime.datetime(2023, 6, 30, 23, 59, 59, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with generated_package(tmp_path_factory.mktemp("parcels"), "deprecated.yaml", "parcels_client") as package:
        yield package


@pytest.fixture
def client(parcels: ModuleType) -> Iterator[Any]:
    with stub_server(reply(200, "[]")) as server, parcels.Vobiz(base_url=server.base_url) as client:
        yield client


def warned(call: Callable[[], Any]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    assert all(each.category is DeprecationWarning and each.filename == __file__ for each in caught)
    return [str(each.message) for each in caught]


OLD = [
    "list_old: this operation is deprecated by the vendor: Use list-parcels instead.",
    "list_old: the argument depot is deprecated by the vendor: Prefer no depot.",
]


def test_an_operation_and_a_parameter_warn_once_at_the_callers_line(client: Any) -> None:
    assert warned(lambda: client.parcels.list_old("d")) == OLD
    assert warned(lambda: client.parcels.list_old("d")) == []
    assert warned(lambda: client.with_options(max_retries=0).parcels.list_old("d")) == []
    assert warned(lambda: client.parcels.list_parcels()) == []
    assert warned(lambda: client.parcels.list_parcels(sort="x", old="")) == [
        "list_parcels: the argument old is deprecated by the vendor",
        "list_parcels: the argument sort is deprecated by the vendor: use nothing.",
    ]


def test_the_line_is_the_callers_in_lists_and_in_async_code(parcels: ModuleType) -> None:
    with stub_server(reply(200, "[]")) as server:
        with parcels.Vobiz(base_url=server.base_url) as client:
            assert warned(lambda: list(client.parcels.list_old_iter("d"))) == OLD

        async def run() -> None:
            async with parcels.AsyncVobiz(base_url=server.base_url) as client:
                await client.parcels.list_old("d")

        assert warned(lambda: asyncio.run(run())) == OLD


def test_a_field_warns_where_it_is_given(parcels: ModuleType) -> None:
    weight = "send_parcel: the field weight of the body is deprecated by the vendor: Use `grams` instead."
    line = "send_parcel: the field lines.sku of the body is deprecated by the vendor"
    lines = [{"other": 1}, {"sku": "s"}]
    bodies: list[tuple[dict[str, Any], list[str]]] = [
        ({"body": {"id": "1", "lines": [{}]}}, []),
        ({"body": {"weight": 1, "lines": lines}}, [weight, line]),
        ({"body": parcels.models.Parcel(weight=1)}, [weight]),
        ({"weight": 1}, [weight]),
        ({"lines": lines}, [line]),
        ({"id": "1"}, []),
    ]
    for given, messages in bodies:
        with stub_server(reply(200, "{}")) as server, parcels.Vobiz(base_url=server.base_url) as client:
            assert warned(lambda client=client, given=given: client.parcels.send_parcel(**given)) == messages  # type: ignore[misc]


def test_docstrings_say_so(parcels: ModuleType) -> None:
    from parcels_client.api.parcels import ParcelsNamespace  # type: ignore[import-not-found]

    assert "Deprecated by the vendor. It is slow." in inspect.getdoc(ParcelsNamespace.list_old)
    for method, argument in [("list_old", "depot"), ("list_parcels", "sort"), ("send_parcel", "weight")]:
        assert f"{argument} (" in inspect.getdoc(getattr(ParcelsNamespace, method))
        words = " ".join(inspect.getdoc(getattr(ParcelsNamespace, method)).split(f"{argument} (")[1].split())
        assert "): Deprecated" in words[:60] and words.count("Deprecated") == (2 if argument == "weight" else 1), words
    assert "Deprecated by the vendor. In pounds." in parcels.models.Parcel.__doc__


@pytest.mark.parametrize(
    ("headers", "said", "dates"),
    [
        ({"deprecation": "@1688169599"}, "is deprecated since 2023-06-30 23:59:59 UTC", (True, IN_2023, None)),
        (
            {"deprecation": "Fri, 30 Jun 2023 23:59:59 GMT", "sunset": "Fri, 30 Jun 2023 23:59:59 GMT"},
            "is deprecated since 2023-06-30 23:59:59 UTC and is to end on 2023-06-30 23:59:59 UTC",
            (True, IN_2023, IN_2023),
        ),
        ({"deprecation": "true"}, "is deprecated by the vendor", (True, None, None)),
        ({"sunset": "@1688169599"}, "is to end on 2023-06-30 23:59:59 UTC", (False, None, IN_2023)),
        ({"sunset": "soon\x1b[2J"}, "is to end (the date cannot be read)", (False, None, None)),
        ({"deprecation": "@" + "9" * 12}, "is deprecated by the vendor", (True, None, None)),
        ({"deprecation": "false"}, "", (False, None, None)),
        ({}, "", (False, None, None)),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_the_dates_of_a_response_are_logged_once_and_kept(
    parcels: ModuleType, caplog: pytest.LogCaptureFixture, headers: dict[str, str], said: str, dates: tuple[Any, ...]
) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    answer = f"HTTP/1.1 200 OK\r\n{head}content-type: application/json\r\ncontent-length: 2\r\n\r\n[]".encode()
    with stub_server(lambda connection: connection.sendall(answer)) as server:
        with caplog.at_level(logging.WARNING), parcels.Vobiz(base_url=server.base_url) as client:
            for _ in range(3):
                raw = client.with_raw_response(client.parcels.list_parcels)
    assert (raw.is_deprecated, raw.deprecation, raw.sunset) == dates
    logged = [record.getMessage() for record in caplog.records if record.name == "vobiz_client"]
    assert logged == ([f"GET /parcels {said}"] if said else [])
