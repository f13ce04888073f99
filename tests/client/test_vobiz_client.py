"""The shipped client: its public names, what it sends for each operation, and what its import costs."""

import asyncio
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import vobiz_client
import vobiz_client.api
from attrs import evolve
from vobiz_client import AsyncVobiz, UnexpectedResponseError, Vobiz, VobizError
from vobiz_client.runtime.operation import Operation
from vobiz_client.runtime.version import VERSION

from vendor_spec.openapi.document import iter_operations
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

from .sample import TOKEN
from .stub_server import reply, stub_server

ROOT = Path(__file__).parents[2]
PROJECT = Project(ROOT)
DOCUMENT = correct(PROJECT, PROJECT.overlay).content
PUBLIC = {
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncVobiz",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "Download",
    "File",
    "NotFoundError",
    "PaginationError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "RawResponse",
    "RedirectError",
    "ServerError",
    "UNSET",
    "UnexpectedResponseError",
    "UnprocessableEntityError",
    "Unset",
    "Vobiz",
    "VobizError",
    "WatchTimeoutError",
    "awatch",
    "watch",
}
CALL = {
    **dict.fromkeys(["api_id", "call_status", "caller_name", "direction", "request_uuid", "session_start"], "x"),
    **dict.fromkeys(["call_uuid", "from", "stir_attestation", "stir_verification", "to"], "y"),
}


def operations() -> list[Operation[Any]]:
    modules = [
        name
        for _, name, is_package in pkgutil.walk_packages(vobiz_client.api.__path__, "vobiz_client.api.")
        if not is_package
    ]
    return [importlib.import_module(name).OPERATION for name in modules]


def client(base_url: str) -> Vobiz:
    return Vobiz(base_url=base_url, auth_id="MA_1", auth_token=TOKEN, max_retries=0)


def test_the_public_names() -> None:
    code = "import vobiz_client, json; print(json.dumps([n for n in dir(vobiz_client) if n[0] != '_']))"
    names = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    modules = {"client", "document", "errors", "models", "runtime", "TYPE_CHECKING", "Any"}
    assert set(names) - modules == PUBLIC
    assert vobiz_client.models.__name__ == "vobiz_client.models"
    assert vobiz_client.File.__name__ == "File"
    assert not hasattr(vobiz_client, "no_such_name")


def test_every_operation_of_the_document_is_there() -> None:
    documented = {(operation.method.upper(), operation.path) for operation in iter_operations(DOCUMENT)}
    assert {(operation.method, operation.path) for operation in operations()} == documented


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_each_operation_sends_the_credentials_that_the_document_asks_for(operation: Operation[Any]) -> None:
    definition = DOCUMENT["paths"][operation.path][operation.method.lower()]
    schemes = DOCUMENT["components"]["securitySchemes"]
    asked = [
        {schemes[name]["name"].lower() if schemes[name]["type"] == "apiKey" else "authorization" for name in names}
        for names in definition.get("security", DOCUMENT.get("security", []))
    ]
    arguments = {parameter.argument: "1" for parameter in operation.parameters if not parameter.is_account}
    with stub_server(reply(500)) as server, client(server.base_url) as vobiz:
        with pytest.raises(VobizError):
            vobiz.call(evolve(operation, body_required=False), arguments)
    names = {"authorization"} | {str(scheme.get("name", "")).lower() for scheme in schemes.values()}
    assert names & server.seen[0].headers.keys() in (asked or [set()])


def test_the_account_comes_from_the_client_and_unknown_fields_stay() -> None:
    with stub_server(reply(200, json.dumps({**CALL, "hold": True}))) as server, client(server.base_url) as vobiz:
        call = vobiz.live_calls.get_live_call("id/1")
        raw = vobiz.with_raw_response(vobiz.live_calls.get_live_call, "id", auth_id="MA_2", status="queued")
    assert call["hold"] is True
    assert call.from_ == "y"
    assert [seen.target for seen in server.seen] == [
        "/api/v1/Account/MA_1/Call/id%2F1/?status=live",
        "/api/v1/Account/MA_2/Call/id/?status=queued",
    ]
    assert (raw.status, raw.parsed, raw.attempts, raw.headers["Content-Type"]) == (200, call, 1, "application/json")
    assert json.loads(raw.content)["hold"] is True
    assert server.seen[0].headers["user-agent"] == f"vobiz-client-python/{VERSION}"


def test_a_missing_field_is_named_and_the_answer_is_kept() -> None:
    with stub_server(reply(200, '{"api_id": "x"}')) as server, client(server.base_url) as vobiz:
        with pytest.raises(UnexpectedResponseError, match="call_status is missing") as caught:
            vobiz.live_calls.get_live_call("id")
    assert (caught.value.field, caught.value.content) == ("call_status", b'{"api_id": "x"}')


def test_raw_responses_of_many_tasks_do_not_mix() -> None:
    async def run() -> list[tuple[int, Any]]:
        async with AsyncVobiz(base_url=server.base_url, auth_id="MA_1", auth_token=TOKEN) as vobiz:
            raws = [vobiz.with_raw_response(vobiz.live_calls.get_live_call, str(number)) for number in range(30)]
            return [(raw.status, json.loads(raw.content)) for raw in await asyncio.gather(*raws)]

    with stub_server(reply(200, json.dumps(CALL))) as server:
        assert asyncio.run(run()) == [(200, CALL)] * 30


def test_importing_the_client_loads_no_operation_and_no_model() -> None:
    code = "import sys, vobiz_client; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert not [name for name in loaded if name.startswith(("vobiz_client.api", "vobiz_client.models", "attr"))]
    assert not {"httpx_retries", "anyio"} & set(loaded)
