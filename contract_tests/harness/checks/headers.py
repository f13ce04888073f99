"""Headers that HTTP makes part of a response, where the document names them, too."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemathesis.core.transport import Response

from contract_tests.harness.checks.observation import Observation
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, response_key

# A client acts on these (RFC 9110, RFC 6585); documents that name them seldom call them required.
EXPECTED = {201: ("location",), 401: ("www-authenticate",), 429: ("retry-after",), 503: ("retry-after",)}


def check_headers(content: Mapping[str, Any], operation: Operation, response: Response) -> Iterator[Observation]:
    """Yield each documented header that is not there though the response is of no use without it.

    A header that the document calls required is Schemathesis's; one that it says may be missing is nobody's.
    """
    responses, status = documented_responses(content, operation), response.status_code
    headers = responses.get(response_key(responses, status) or "", {}).get("headers", {})
    for name, header in headers.items():
        is_open = "required" not in resolve(content, header)
        if is_open and name.lower() in EXPECTED.get(status, ()) and name.lower() not in response.headers:
            place = f"response.{status}.headers.{name.lower()}"
            yield Observation("header.missing", place, "the header is there", "it is not there")
