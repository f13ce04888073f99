"""Headers that HTTP makes part of a response, where the document names them, too."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from schemathesis.core.transport import Response

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.values.value_formats import ANY_UUID
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, response_key

# A client acts on these (RFC 9110, RFC 6585); documents that name them seldom call them required.
EXPECTED = {201: ("location",), 401: ("www-authenticate",), 429: ("retry-after",), 503: ("retry-after",)}


def check_headers(content: Mapping[str, Any], operation: Operation, response: Response) -> Iterator[Observation]:
    """Yield each documented header that is not there though the response is of no use without it, and each that has
    not the `format` of its schema, which Schemathesis does not look at.

    A header that the document calls required is Schemathesis's; one that it says may be missing is nobody's.
    """
    responses, status = documented_responses(content, operation), response.status_code
    headers = responses.get(response_key(responses, status) or "", {}).get("headers", {})
    for name, documented in headers.items():
        header, place = resolve(content, documented), f"response.{status}.headers.{name.lower()}"
        value = next(iter(response.headers.get(name.lower(), [])), None)
        if value is None:
            if "required" not in header and name.lower() in EXPECTED.get(status, ()):
                yield Observation("header.missing", place, "the header is there", "it is not there")
            continue
        form = resolve(content, header.get("schema", {})).get("format")
        if form in FORMS and not FORMS[form](value):
            yield Observation("header.value", place, f"format: {form}", "a value of another form", "format")


def _is_uuid(value: str) -> bool:
    return re.fullmatch(ANY_UUID, value) is not None


def _is_moment(value: str) -> bool:
    """Return whether a value is a time as RFC 3339 writes it, or as HTTP does."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError):
            return bool(read(value))
    return False


FORMS = {"uuid": _is_uuid, "date-time": _is_moment}
