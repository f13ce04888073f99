"""The generated client, which can call any operation of the document with the values of a case."""

import asyncio
import contextlib
import functools
import importlib
import json
import pkgutil
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import requests
import vobiz_client.api
from schemathesis import Case
from schemathesis.transport.serialization import Binary
from vobiz_client import (
    APIConnectionError,
    APITimeoutError,
    AsyncVobiz,
    RawResponse,
    UnexpectedResponseError,
    Vobiz,
    VobizError,
)

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.probes.item import Item
from contract_tests.harness.target.mock.exchange import MockResponse
from contract_tests.harness.target.not_sent import NotSent
from contract_tests.harness.valid_requests.samples import request_arguments
from vendor_spec.openapi.responses import media_types
from vobiz_runtime.files import File
from vobiz_runtime.model import plain
from vobiz_runtime.operation import Operation as ClientOperation

CREDENTIAL_ARGUMENTS = ("auth_id", "auth_token", "bearer_token")
Send = Callable[[Item, ClientOperation[Any], dict[str, Any]], RawResponse[Any]]


@functools.cache
def client_operations() -> dict[tuple[str, str], ClientOperation[Any]]:
    """Every operation that the generated package describes, by method and path."""
    found = {}
    for tag in pkgutil.iter_modules(vobiz_client.api.__path__):
        package = importlib.import_module(f"vobiz_client.api.{tag.name}")
        for module in pkgutil.iter_modules(package.__path__):
            described = importlib.import_module(f"{package.__name__}.{module.name}").OPERATION
            found[described.method, described.path] = described
    return found


def call_operation(item: Item, *, has_own_overlay: bool, is_async: bool = False) -> None:
    """Call the operation through its method of the client; a finding if the client reads another thing than was sent.

    `has_own_overlay`: whether the document is corrected as the client's was.
    """
    operation = item.operation
    described = client_operations().get((operation.method.upper(), operation.path))
    case = item.samples.of(operation)
    if item.state.is_rerouted:
        item.skip(SkipCode.CLIENT, "the client's path is not the vendor's any more")
    elif described is None and has_own_overlay:
        item.result.faults.append(f"the generated client has no {item.label}; run `make generate`")
    elif described is None:
        item.skip(SkipCode.CLIENT, "the client is generated with the project's own overlay")
    elif not _can_authenticate(described):
        item.skip(SkipCode.CLIENT, "the client sends no credentials in a URL or a cookie, nor certificates")
    elif case is None:
        item.result.faults.append(f"no valid request to {item.label} can be made from the document")
    else:
        _call(item, described, case, _call_async if is_async else _call_blocking)


def _call(item: Item, described: ClientOperation[Any], case: Case[Any], send: Send) -> None:
    transport = item.sender.transport
    arguments = _arguments(described, case)
    request = transport.prepare_request(requests.Request(**request_arguments(case, item.scope.target.base_url)))

    def call() -> RawResponse[Any]:
        if transport.guard is not None:
            transport.guard(request)
        return send(item, described, arguments)

    try:
        response = item.sender.send(
            call, case, on_return=lambda: item.note_restart(case), died=APIConnectionError, hung=APITimeoutError
        )
    except (APIConnectionError, NotSent) as error:
        item.keep_error(TimeoutError() if isinstance(error, APITimeoutError) else error, case)
    except VobizError as error:
        _keep_error(item, error, case, request)
    else:
        item.see(response.status, response.content)
        _compare(item, response)


def _call_blocking(item: Item, described: ClientOperation[Any], arguments: dict[str, Any]) -> RawResponse[Any]:
    def count(request: httpx.Request) -> None:
        item.sender.transport.take_turn(request.method, str(request.url))

    with (
        httpx.Client(verify=_trust(), event_hooks={"request": [count]}) as http,
        Vobiz(**_settings(item), http_client=http) as client,
    ):
        return client.with_raw_response(_method(client, described), **arguments)


def _call_async(item: Item, described: ClientOperation[Any], arguments: dict[str, Any]) -> RawResponse[Any]:
    async def count(request: httpx.Request) -> None:
        item.sender.transport.take_turn(request.method, str(request.url))

    async def call() -> RawResponse[Any]:
        async with (
            httpx.AsyncClient(verify=_trust(), event_hooks={"request": [count]}) as http,
            AsyncVobiz(**_settings(item), http_client=http) as client,
        ):
            return await client.with_raw_response(_method(client, described), **arguments)

    return asyncio.run(call())


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read once a run: the certificates of all authorities take 25 ms, more than a call."""
    return httpx.create_ssl_context()


def _can_authenticate(described: ClientOperation[Any]) -> bool:
    kinds = {name: kind for name, (kind, _, _) in Vobiz.schemes.items()}
    return not described.security or any(
        all(kinds.get(name, "unsupported") != "unsupported" for name in alternative)
        for alternative in described.security
    )


def _settings(item: Item) -> dict[str, Any]:
    target = item.scope.target
    values = {argument: target.credentials.get(scheme) for scheme, (_, _, argument) in Vobiz.schemes.items()}
    return {
        "base_url": target.base_url,
        "timeout": sum(item.sender.timeout),
        "max_retries": 0,
        **{argument: value for argument, value in values.items() if argument in CREDENTIAL_ARGUMENTS},
    }


def _method(client: Vobiz | AsyncVobiz, described: ClientOperation[Any]) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(getattr(client, described.tags[0]), described.name)
    return method


def _arguments(described: ClientOperation[Any], case: Case[Any]) -> dict[str, Any]:
    holders = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
    arguments = {
        parameter.argument: holders[parameter.location][parameter.name]
        for parameter in described.parameters
        if parameter.name in (holders[parameter.location] or {})
    }
    for body in described.bodies:
        if case.media_type == body.content_type:
            arguments[described.body_argument] = body.read(_with_files(case.body))
    return arguments


def _with_files(value: Any) -> Any:
    if isinstance(value, bytes | Binary):
        return File(value if isinstance(value, bytes) else value.data)
    if isinstance(value, dict):
        return {name: _with_files(item) for name, item in value.items()}
    return [_with_files(item) for item in value] if isinstance(value, list) else value


def _keep_error(item: Item, error: VobizError, case: Case[Any], request: requests.PreparedRequest) -> None:
    status = getattr(error, "status", None)
    if status is not None:
        item.result.statuses[status] += 1
    if item.scope.is_live:
        # What the vendor answers is judged by the conformance test; here it only keeps us from comparing.
        item.skip(SkipCode.CLIENT_ERROR, type(error).__name__)
        return
    answer = MockResponse(status or 0, getattr(error, "headers", {}).get("sl-violations", ""))
    kind = "field." if isinstance(error, UnexpectedResponseError) else "parameter.rejected"
    if not item.is_mocks_doing(kind, case, request, answer):
        _disagree(item, "error", "the client returns what the mock sends", f"{type(error).__name__}: {error}")


def _compare(item: Item, response: RawResponse[Any]) -> None:
    """The parsed result equals what was sent, and the document's example where the mock had one to send."""
    try:
        sent = json.loads(response.content)
    except ValueError:
        return
    example = None if item.scope.is_live else _example(item, response.status)
    parsed = plain(response.parsed)
    if not _is_same(parsed, sent):
        _disagree(item, "response", "the parsed result equals the JSON that was sent", item.redactor.value(parsed))
    elif example is not None and not _is_same(parsed, example):
        _disagree(item, "example", "the parsed result equals the document's example", item.redactor.value(parsed))


def _is_same(parsed: Any, sent: Any) -> bool:
    """Equal but for how a date-time is written: the client keeps the instant, not whether it ended in Z or +00:00."""
    if isinstance(parsed, dict) and isinstance(sent, dict):
        return parsed.keys() == sent.keys() and all(_is_same(parsed[key], sent[key]) for key in sent)
    if isinstance(parsed, list) and isinstance(sent, list):
        return len(parsed) == len(sent) and all(map(_is_same, parsed, sent))
    if isinstance(parsed, str) and isinstance(sent, str) and parsed != sent:
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(parsed) == datetime.fromisoformat(sent)
    return bool(parsed == sent)


def _example(item: Item, status: int) -> Any:
    documented = media_types(item.scope.content, item.operation, status)
    return next((media["example"] for media in documented.values() if "example" in media), None)


def _disagree(item: Item, key: str, expected: str, observed: str) -> None:
    observed = item.redactor.text(observed)
    item.result.add([Finding("client.mismatch", item.label, "client", expected, observed, key=key)])
