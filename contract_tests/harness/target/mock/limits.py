"""Where the mock, not the document, is wrong: requests that kill it are not sent, and its refusals are no findings.

Mock and cases are both made from the document, so a valid request that the mock refuses shows a limit of one of the
two tools, whichever it is. `mock_limits.yaml` has each limit with a request that shows it.
"""

import re

import requests

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.target.budget import NotSent

MULTIPART_NAME = "multipart-name"
REQUEST_REFUSED, RESPONSE_NOT_SERVED, RESPONSE_MADE_UP = "request-refused", "response-not-served", "response-made-up"


PART_NAME = re.compile(rb'[; ]name="([^\r\n]*?)"(?:;|\r)')


class BeyondMock(NotSent):
    """A case that kills the mock; `limit` is its id in `mock_limits.yaml`."""

    def __init__(self, limit: str) -> None:
        super().__init__(SkipCode.MOCK_LIMIT, f"the mock cannot take it: {limit}")
        self.limit = limit


def guard(request: requests.PreparedRequest) -> None:
    """Raise BeyondMock for a request, about to be sent, that would kill the mock."""
    if "multipart" not in str(request.headers.get("Content-Type", "")):
        return
    body = request.body or b""
    text = body.encode("utf-8", "surrogateescape") if isinstance(body, str) else bytes(body)
    if any(mark in name for name in PART_NAME.findall(text) for mark in (b";", b"%")):
        raise BeyondMock(MULTIPART_NAME)
