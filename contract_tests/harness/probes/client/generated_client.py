"""The generated client against the target: it reads every response as the document says."""

import contextlib
import re
from typing import Any

from attrs import fields_dict, has
from vobiz_client import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    RawResponse,
    RedirectError,
    ServerError,
    UnexpectedResponseError,
    UnprocessableEntityError,
)
from vobiz_client.runtime.model import Model, plain
from vobiz_client.runtime.responses import Received

from contract_tests.harness.checks.body_fields import documented_objects
from contract_tests.harness.checks.client_request import is_same_value
from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.probes.client.client_call import ClientCall, Outcome, client_operations, status_of
from contract_tests.harness.probes.client.disagreement import disagree, disagree_by_result
from contract_tests.harness.probes.client.documented_responses import (
    NONE,
    DocumentedResponse,
    iter_documented_responses,
)
from contract_tests.harness.probes.client.sent_requests import compare_parameters, judge_sent
from contract_tests.harness.probes.item import Item
from contract_tests.harness.target.mock.limits import RESPONSE_MADE_UP, RESPONSE_NOT_SERVED
from vendor_spec.openapi.responses import media_types

ERRORS = {
    400: BadRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}
NO_CONTENT = (204, 205)  # statuses whose body is not read, whatever the mock sends
ERROR_RANGES = {3: RedirectError, 5: ServerError}


def call_operation(item: Item, *, has_own_overlay: bool, is_async: bool = False) -> None:
    """Call the operation through the client; on the mock, once for each response that the document describes.

    What the client reads otherwise than it was sent is a finding. `has_own_overlay`: whether the document is corrected
    as the client's was.
    """
    described = client_operations().get((item.operation.method.upper(), item.operation.path))
    if described is not None and has_own_overlay:
        compare_parameters(item, described)
    call = ClientCall.of(item, has_own_overlay=has_own_overlay, is_async=is_async)
    outcome = call.send({}) if call is not None else None
    if call is not None and outcome is not None:
        _judge_valid_call(call, outcome)
    if call is None or item.scope.is_live:
        return
    if item.state.closed is None and (whole := call.with_everything()) is not None:
        outcome = whole.send({})
        if outcome is not None:
            _judge_valid_call(whole, outcome)
    for documented in iter_documented_responses(item.scope.content, item.operation):
        if item.state.closed is None and (outcome := call.send(documented.headers)) is not None:
            _compare(call, outcome, documented)


def _judge_valid_call(call: ClientCall, outcome: Outcome) -> None:
    """Keep what a call shows that has to succeed; on the mock, its response is compared when it is sent on request."""
    item, received = call.item, outcome.received
    status = received.status if received is not None else status_of(outcome.result)
    if status and not item.see(status, received.content if received is not None else b""):
        return
    if item.scope.is_live:
        if isinstance(outcome.result, RawResponse) and received is not None:
            _compare_success(item, outcome.result, received, DocumentedResponse(received.status))
        else:
            # The response is judged by the conformance test; here it only keeps us from comparing.
            item.skip(SkipCode.CLIENT_ERROR, type(outcome.result).__name__)
    else:
        judge_sent(call, outcome)


def _compare(call: ClientCall, outcome: Outcome, documented: DocumentedResponse) -> None:
    """Compare what the client makes of a response, sent by the mock on request, with what the document says of it."""
    item, result, received = call.item, outcome.result, outcome.received
    if received is None:
        return
    item.see(received.status, received.content)
    if call.sent is not None and any(call.sent.headers.get(n) != value for n, value in documented.headers.items()):
        disagree(item, "headers", "the client sends the headers that it is given", "it does not send them")
    elif received.status != documented.status:
        item.result.limits[RESPONSE_NOT_SERVED] += 1
    elif 200 <= received.status < 300 and isinstance(result, RawResponse):
        _compare_success(item, result, received, documented)
    elif isinstance(result, UnexpectedResponseError) and _breaks_schema(item, received, documented):
        item.result.limits[RESPONSE_MADE_UP] += 1
    elif isinstance(result, APIStatusError) and received.status >= 300:
        _compare_error(item, result, received, documented)
    else:
        disagree_by_result(item, outcome)


def _compare_success(
    item: Item, response: RawResponse[Any], received: Received, documented: DocumentedResponse
) -> None:
    """The parsed result equals what was sent, and the document's example; its objects are records."""
    parsed, is_live = plain(response.parsed), item.scope.is_live
    is_whole = _is_kept(response, received)
    readings = _readings(received, may_be_json=is_live or not _schema(item, documented))
    if documented.media_type and "json" not in documented.media_type.lower():
        readings.append(received.content)  # a range, which the mock takes for JSON and the client need not
    what = "JSON" if is_json(received) else "body"
    if not is_whole or not any(is_same_value(parsed, value) for value in readings):
        disagree(item, "response", f"the parsed result equals the {what} that was sent", _shown(item, parsed))
    elif documented.example is not NONE and is_json(received) and not is_same_value(parsed, documented.example):
        disagree(item, "example", "the parsed result equals the document's example", _shown(item, parsed))
    elif missing := _fields_without_attribute(item, response.parsed, received.status):
        disagree(item, "type", "each documented field is an attribute of the result", f"no {', '.join(missing)}")


def _compare_error(item: Item, error: APIStatusError, received: Received, documented: DocumentedResponse) -> None:
    """The error is that of the status, and holds what was sent."""
    status = received.status
    expected = ERRORS.get(status, ERROR_RANGES.get(status // 100, APIStatusError))
    example = documented.example if is_json(received) else NONE
    if type(error) is not expected:
        disagree(item, f"response.{status}", f"status {status} raises {expected.__name__}", type(error).__name__)
    elif (
        not _is_kept(error, received)
        or not any(is_same_value(error.body, value) for value in _readings(received, may_be_json=True))
        or (example is not NONE and not is_same_value(error.body, example))
    ):
        what = f"the body of the {expected.__name__} equals the one that was sent"
        disagree(item, f"response.{status}", what, _shown(item, error.body))


def is_json(received: Received) -> bool:
    """Return whether a response calls itself JSON: `application/json`, `application/problem+json`."""
    return re.search(r"[/+]json\s*(;|$)", received.headers.get("content-type", ""), re.IGNORECASE) is not None


def _is_kept(result: RawResponse[Any] | APIStatusError, received: Received) -> bool:
    """Return whether what the client made of a response has its status, headers and bytes."""
    kept = (result.status, dict(result.headers), result.content)
    return kept == (received.status, dict(received.headers), received.content)


def _readings(received: Received, *, may_be_json: bool) -> list[Any]:
    """Return what a body may be read as: nothing; JSON where it calls itself that; or else text, bytes, or either."""
    content_type, content = received.headers.get("content-type", "").partition(";")[0].strip().lower(), received.content
    if not content or received.status in NO_CONTENT:
        return [None, "", b""]
    is_text = content_type.startswith("text/") or content_type.endswith(("xml", "yaml"))
    texts = [content.decode("utf-8", "replace"), received.text()]
    readings: list[Any] = [] if is_json(received) else texts if is_text else [content, *texts]
    with contextlib.suppress(ValueError):
        readings += [parse_body(content)] if is_json(received) or may_be_json else []
    return readings


def _schema(item: Item, documented: DocumentedResponse) -> Any:
    media = media_types(item.scope.content, item.operation, documented.status)
    return media.get(documented.media_type, {}).get("schema")


def _breaks_schema(item: Item, received: Received, documented: DocumentedResponse) -> bool:
    """Return whether a body that the mock made up is not as documented, so that the client is right to refuse it."""
    try:
        body = parse_body(received.content)
    except ValueError:
        return "json" in documented.media_type.lower() or not received.content
    return bool(find_violations(item.scope.content, _schema(item, documented) or {}, body, formats=True))


def _fields_without_attribute(item: Item, parsed: Any, status: int) -> list[str]:
    """Return the documented fields of the result that no attribute of a record holds."""
    missing: set[str] = set()
    for media in media_types(item.scope.content, item.operation, status).values():
        for pointer, documented, _ in documented_objects(item.scope.content, media.get("schema"), plain(parsed), ""):
            for value in _values_at(parsed, pointer):
                loose = value.additional_properties if isinstance(value, Model) else value
                if isinstance(loose, dict):
                    missing |= {f"{pointer}/{name}".lstrip("/") for name in documented.keys() & loose.keys()}
    return sorted(missing)


def _values_at(parsed: Any, pointer: str) -> list[Any]:
    values = [parsed]
    for part in pointer.split("/")[1:]:
        values = [below for value in values for below in _below(value, part)]
    return values


def _below(value: Any, part: str) -> list[Any]:
    if isinstance(value, list):
        return value if part == "*" else []
    kind = type(value)
    if isinstance(value, Model) and has(kind):
        wire_names = vars(kind).get("_WIRE_NAMES", {})
        return [getattr(value, name) for name in fields_dict(kind) if wire_names.get(name, name) == part]
    return [value[part]] if isinstance(value, dict) and part in value else []


def _shown(item: Item, value: Any) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else item.redactor.value(value)
