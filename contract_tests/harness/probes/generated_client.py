"""The generated client, asked to call any operation of the document with the values of a case."""

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
from contract_tests.harness.run.run import TIMEOUT, Run
from contract_tests.harness.target.mock.exchange import Answer
from contract_tests.harness.target.not_sent import NotSent
from contract_tests.harness.target.target import Kind
from contract_tests.harness.valid_requests.samples import request_arguments
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import media_types
from vobiz_runtime.files import File
from vobiz_runtime.model import plain
from vobiz_runtime.operation import Operation as ClientOperation

CREDENTIAL_ARGUMENTS = ("auth_id", "auth_token", "bearer_token")


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


def call_operation(run: Run, operation: Operation, *, is_async: bool = False) -> None:
    """Call `operation` through its method of the client; a finding if the client reads another thing than was sent."""
    described = client_operations().get((operation.method.upper(), operation.path))
    if operation.label in run.rerouted:
        run.record.troubles["not asked: the client's path is not the vendor's any more"] += 1
        return
    if described is None and run.settings.has_own_overlay:
        run.record.faults.append(f"the generated client has no {operation.label}; run `make generate`")
        return
    if described is None:
        run.record.troubles["not asked: the client is generated with the project's own overlay"] += 1
        return
    if not _can_authenticate(described):
        run.record.troubles["not asked: the client sends no credentials in a URL or a cookie, nor certificates"] += 1
        return
    case = run.sample(operation)
    if case is None:
        run.record.faults.append(f"no valid request to {operation.label} can be made from the document")
        return
    request = run.transport.prepare_request(requests.Request(**request_arguments(case, run.target.base_url)))
    arguments = _arguments(described, case)
    send = functools.partial(_call_async if is_async else _call_blocking, run, described, arguments)
    try:
        with run.asking(case):
            if run.transport.guard is not None:
                run.transport.guard(request)
            answer = run.deliver(send, case, died=APIConnectionError, hung=APITimeoutError)
    except (APIConnectionError, NotSent) as error:
        run.trouble(TimeoutError() if isinstance(error, APITimeoutError) else error, case)
    except VobizError as error:
        _keep_error(run, operation, error, case, request)
    else:
        run.see(answer.status, answer.content)
        _compare(run, operation, answer)


def _call_blocking(run: Run, described: ClientOperation[Any], arguments: dict[str, Any]) -> RawResponse[Any]:
    def count(request: httpx.Request) -> None:
        run.transport.take_turn(request.method, str(request.url))

    with (
        httpx.Client(verify=_trust(), event_hooks={"request": [count]}) as http,
        Vobiz(**_settings(run), http_client=http) as client,
    ):
        return client.with_raw_response(_method(client, described), **arguments)


def _call_async(run: Run, described: ClientOperation[Any], arguments: dict[str, Any]) -> RawResponse[Any]:
    async def count(request: httpx.Request) -> None:
        run.transport.take_turn(request.method, str(request.url))

    async def call() -> RawResponse[Any]:
        async with (
            httpx.AsyncClient(verify=_trust(), event_hooks={"request": [count]}) as http,
            AsyncVobiz(**_settings(run), http_client=http) as client,
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


def _settings(run: Run) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for scheme, (_, _, argument) in Vobiz.schemes.items():
        values[argument] = run.target.credentials.get(scheme)
    return {
        "base_url": run.target.base_url,
        "timeout": sum(TIMEOUT[run.target.kind]),
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


def _keep_error(
    run: Run, operation: Operation, error: VobizError, case: Case[Any], request: requests.PreparedRequest
) -> None:
    status = getattr(error, "status", None)
    if status is not None:
        run.record.statuses[status] += 1
    if run.target.kind is Kind.LIVE:
        # What the vendor answers is judged by the conformance test; here it only keeps us from comparing.
        run.record.troubles[f"{type(error).__name__}"] += 1
        return
    answer = Answer(status or 0, getattr(error, "headers", {}).get("sl-violations", ""))
    kind = "field." if isinstance(error, UnexpectedResponseError) else "parameter.rejected"
    if not run.explain(kind, case, request, answer):
        _disagree(run, operation, "the client returns what the mock sends", f"{type(error).__name__}: {error}")


def _compare(run: Run, operation: Operation, answer: RawResponse[Any]) -> None:
    """The parsed result equals what was sent, and the document's example where the mock had one to send."""
    try:
        sent = json.loads(answer.content)
    except ValueError:
        return
    example = _example(run, operation, answer.status) if run.target.kind is Kind.MOCK else None
    parsed = plain(answer.parsed)
    if not _is_same(parsed, sent):
        _disagree(run, operation, "the parsed result equals the JSON that was sent", run.scribe.value(parsed))
    elif example is not None and not _is_same(parsed, example):
        _disagree(run, operation, "the parsed result equals the document's example", run.scribe.value(parsed))


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


def _example(run: Run, operation: Operation, status: int) -> Any:
    documented = media_types(run.corrected.content, operation, status)
    return next((media["example"] for media in documented.values() if "example" in media), None)


def _disagree(run: Run, operation: Operation, expected: str, observed: str) -> None:
    observed = run.scribe.text(observed)
    run.record.add([Finding("client.mismatch", operation.label, "client", expected, observed)])
