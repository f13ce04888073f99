"""The generated client against the target: it reads every response as the document says."""

import contextlib
import json
from datetime import datetime
from typing import Any

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
    VobizError,
)

from contract_tests.harness.checks.body_fields import documented_objects
from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.probes.client_call import ClientCall
from contract_tests.harness.probes.documented_responses import (
    NONE,
    DocumentedResponse,
    iter_documented_responses,
)
from contract_tests.harness.probes.item import Item
from contract_tests.harness.target.mock.limits import MockResponse
from vendor_spec.openapi.responses import media_types, success_statuses
from vobiz_runtime.model import Model, plain

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
NOT_SERVED, MADE_UP = "response-not-served", "response-made-up"  # limits of the mock, in mock_limits.yaml
ERROR_RANGES = {3: RedirectError, 5: ServerError}
READS = {"json": ("json",), "text": ("text/",)}  # part of the media type, by how the client decodes


def call_operation(item: Item, *, has_own_overlay: bool, is_async: bool = False) -> None:
    """Call the operation through the client; on the mock, once for each response that the document describes.

    What the client reads otherwise than it was sent is a finding. `has_own_overlay`: whether the document is corrected
    as the client's was.
    """
    call = ClientCall.of(item, has_own_overlay=has_own_overlay, is_async=is_async)
    if call is None:
        return
    outcome = call.send({})
    if isinstance(outcome, RawResponse):
        item.see(outcome.status, outcome.content)
        if item.scope.is_live:
            _compare_success(call, outcome, NONE)
    elif outcome is not None:
        _keep_error(call, outcome)
    for documented in () if item.scope.is_live else iter_documented_responses(item.scope.content, item.operation):
        if item.state.closed is not None:
            return
        if not 200 <= documented.status < 300 or _is_read(call, documented):
            _compare(call, call.send(documented.headers), documented)


def _is_read(call: ClientCall, documented: DocumentedResponse) -> bool:
    """Return whether the client is generated for a success in this media type: the first one that it can decode."""
    kinds = [spec.kind for spec in call.described.responses if spec.first <= documented.status <= spec.last]
    return not kinds or any(mark in documented.media_type for mark in READS.get(kinds[0], ("",)))


def _keep_error(call: ClientCall, error: VobizError) -> None:
    """Keep that a valid call did not succeed; on the mock, what the client makes of a success is compared later."""
    item, received = call.item, _of_mock(error)
    if received is not None:
        item.result.statuses[received.status] += 1
    if item.scope.is_live:
        # The response is judged by the conformance test; here it only keeps us from comparing.
        item.skip(SkipCode.CLIENT_ERROR, type(error).__name__)
    elif received is None or (
        received.status >= 400
        and success_statuses(item.operation)  # a mock of errors alone sends one of them
        and not item.is_mocks_doing(call.case, call.request, received)
    ):
        _disagree_by_error(item, error)


def _compare(call: ClientCall, outcome: RawResponse[Any] | VobizError | None, documented: DocumentedResponse) -> None:
    """Compare what the client makes of a response, sent by the mock on request, with what the document says of it."""
    item, received = call.item, _of_mock(outcome)
    if received is None:
        return
    item.see(received.status, outcome.content if isinstance(outcome, RawResponse) else b"")
    if received.status != documented.status:
        item.result.limits[NOT_SERVED] += 1
    elif isinstance(outcome, RawResponse):
        _compare_success(call, outcome, documented.example)
    elif isinstance(outcome, UnexpectedResponseError) and _breaks_schema(item, outcome):
        item.result.limits[MADE_UP] += 1
    elif isinstance(outcome, APIStatusError):
        _compare_error(item, outcome, documented)
    elif outcome is not None:
        _disagree_by_error(item, outcome)


def _compare_success(call: ClientCall, response: RawResponse[Any], example: Any) -> None:
    """The parsed result equals what was sent, and the document's example; its objects are records."""
    item, parsed = call.item, plain(response.parsed)
    content_type = response.headers.get("content-type", "")
    what = "JSON" if "json" in content_type else "body"
    if not any(_is_same(parsed, value) for value in _readings(content_type, response.content)):
        _disagree(item, "response", f"the parsed result equals the {what} that was sent", item.redactor.value(parsed))
    elif example is not NONE and what == "JSON" and not _is_same(parsed, example):
        _disagree(item, "example", "the parsed result equals the document's example", item.redactor.value(parsed))
    elif missing := _fields_without_attribute(item, response):
        _disagree(item, "type", "each documented field is an attribute of the result", f"no {', '.join(missing)}")


def _compare_error(item: Item, error: APIStatusError, documented: DocumentedResponse) -> None:
    """The error is that of the status, and holds the body that was sent."""
    expected = ERRORS.get(documented.status, ERROR_RANGES.get(documented.status // 100, APIStatusError))
    key = f"response.{documented.status}"
    sent = _readings(error.headers.get("content-type", ""), error.content)
    if type(error) is not expected:
        _disagree(item, key, f"status {documented.status} raises {expected.__name__}", type(error).__name__)
    elif error.body not in sent or (documented.example is not NONE and documented.example not in (error.body, *sent)):
        observed = item.redactor.value(error.body)
        _disagree(item, key, f"the body of the {expected.__name__} equals the one that was sent", observed)


def _breaks_schema(item: Item, error: UnexpectedResponseError) -> bool:
    try:
        body = json.loads(error.content)
    except (ValueError, RecursionError):
        return True
    content = item.scope.content
    media = media_types(content, item.operation, error.status).values()
    return any(find_violations(content, each.get("schema", {}), body) for each in media)


def _of_mock(outcome: RawResponse[Any] | VobizError | None) -> MockResponse | None:
    if not isinstance(outcome, RawResponse | APIStatusError | UnexpectedResponseError):
        return None  # the client did not send anything
    return MockResponse.of(outcome.status, outcome.headers.get("sl-violations", ""), outcome.content)


def _readings(content_type: str, content: bytes) -> list[Any]:
    """Return what a body may be read as: nothing; the JSON that it says it is; or else text, bytes or JSON."""
    if not content:
        return [None, "", b""]
    readings: list[Any] = [] if "json" in content_type else [content, content.decode("utf-8", "replace")]
    with contextlib.suppress(ValueError, RecursionError):
        readings.append(json.loads(content))
    return readings


def _fields_without_attribute(item: Item, response: RawResponse[Any]) -> list[str]:
    """Return the documented fields of the result, or of the items of the list that it is, that no attribute holds."""
    records = response.parsed if isinstance(response.parsed, list) else [response.parsed]
    loose = [record.additional_properties if isinstance(record, Model) else record for record in records]
    names = {name for fields in loose if isinstance(fields, dict) for name in fields}
    missing: set[str] = set()
    for media in media_types(item.scope.content, item.operation, response.status).values():
        objects = documented_objects(item.scope.content, media.get("schema"), plain(response.parsed), "")
        missing.update(*(names & documented.keys() for pointer, documented, _ in objects if pointer in ("", "/*")))
    return sorted(missing)


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


def _disagree_by_error(item: Item, error: VobizError) -> None:
    _disagree(item, "error", "the client returns what the mock sends", f"{type(error).__name__}: {error}")


def _disagree(item: Item, key: str, expected: str, observed: str) -> None:
    observed = item.redactor.text(observed)
    item.result.add([Finding("client.mismatch", item.label, "client", expected, observed, key=key)])
