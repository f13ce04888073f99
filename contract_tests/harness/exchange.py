"""One request and its answer, as a report may show them."""

import json
from typing import Any

import requests
from attrs import field, frozen
from schemathesis.core.transport import Response

from contract_tests.harness.redaction import MASK, Redactor

EXCERPT = 600
NOT_SHOWN = ("user-agent", "accept-encoding", "connection", "accept", "content-length", "x-schemathesis-testcaseid")


@frozen
class Scribe:
    """Writes exchanges down without secrets, and without texts that the document itself does not show.

    `known` holds the texts of the document's examples and enums, which are safe to print; with `known` None (the
    mock, which has nothing else to say) nothing is personal.
    """

    redactor: Redactor = field(repr=False)
    known: frozenset[str] | None = field(default=None, repr=False)

    def text(self, text: str) -> str:
        """`text` without secrets, and on a live target without anything like a phone number."""
        text = self.redactor.secrets_in(text)
        return text if self.known is None else self.redactor.numbers_in(text)

    def curl(self, request: requests.PreparedRequest) -> str:
        """One curl command that repeats the request, in double quotes so that the shell fills the variables in."""
        parts = ["curl", "-X", str(request.method), self._quote(str(request.url))]
        for name, value in request.headers.items():
            if name.lower() not in NOT_SHOWN:
                parts += ["-H", self._quote(f"{name}: {_decode(value)}")]
        if request.body:
            parts += ["--data-binary", self._quote(_decode(request.body)[:EXCERPT])]
        return " ".join(parts)

    def excerpt(self, status: int, content_type: str | None, content: bytes) -> str:
        """Status, content type and the start of the body, at most 600 characters of it."""
        try:
            body = json.dumps(self._mask(json.loads(content)), ensure_ascii=False)
        except (ValueError, RecursionError):
            body = _decode(content[: 4 * EXCERPT]) if self.known is None else f"{len(content)} bytes"
        return self.text(f"{status}, {content_type or 'no content type'}\n{body[:EXCERPT]}")

    def excerpt_of(self, response: Response) -> str:
        """The `excerpt` of one of Schemathesis's responses."""
        content_type = next(iter(response.headers.get("content-type", [])), None)
        return self.excerpt(response.status_code, content_type, response.content or b"")

    def value(self, value: Any) -> str:
        """A single value of an answer, as short text."""
        return self.text(json.dumps(self._mask(value), ensure_ascii=False)[:120])

    def _mask(self, value: Any) -> Any:
        if self.known is None:
            return value
        if isinstance(value, dict):
            return {key: self._mask(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._mask(item) for item in value]
        if isinstance(value, str) and value and value not in self.known:
            return MASK + (value[-2:] if value[-2:].isdecimal() else "")
        return value

    def _quote(self, text: str) -> str:
        for character in '\\"$`':
            text = text.replace(character, f"\\{character}")
        text = self.text(text.encode("unicode_escape").decode() if not text.isprintable() else text)
        return f'"{text}"'


def _decode(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
