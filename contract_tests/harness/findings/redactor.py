"""One request and its response, as a report may show them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus, urlsplit

from attrs import evolve, field, frozen

from contract_tests.harness.findings.finding import Finding, merge_findings
from contract_tests.harness.findings.phone_numbers import MASK, mask_numbers, mask_numbers_sent, mask_value, says_number
from contract_tests.harness.findings.result import Result
from contract_tests.harness.findings.secrets import Secrets, shape_of
from contract_tests.harness.findings.texts.clean import clean, decode
from contract_tests.harness.findings.texts.curl import Curl
from contract_tests.harness.findings.texts.refusals import LONGEST, SOMEBODY, are_words, find_message, plain_text

if TYPE_CHECKING:
    import requests
    from schemathesis.core.transport import Response

EXCERPT = 600  # characters
LONGEST_REQUEST = 4 * EXCERPT
LONGEST_PLACE = EXCERPT // 2
READ = 16 * EXCERPT  # what is redacted before it is cut, so that no secret is cut in two
LONGEST_WORD = 40  # characters
# Of a few words only the first has a capital, or it is a name; of an id there are more digits.
WORD = re.compile(r"(?!(?:\D*\d){5})[A-Za-z][\w.:/+-]*(?: [a-z0-9][\w.:/+-]*){0,3}", re.ASCII)
MASKED = re.compile(rf"{re.escape(MASK)}|\$VOBIZ_\w+|\$\{{VOBIZ_\w+(?:%\?)?\}}")
PAIR = re.compile(r"(?<=[?&;])([^?&;=\s\"']{1,64})=([^?&;#\s\"'<>]*\d[^?&;#\s\"'<>]*)")
FIRST_PAIR = re.compile(rf"^{PAIR.pattern.partition(')')[2]}")
JSON_PAIR = re.compile(r"(?<=[{,\s]\")([^\"\\]{1,64})(\"\s*:\s*\"?)([^\",\]}]*\d[^\",\]}]*)")


@frozen
class Redactor:
    """Writes exchanges down without secrets, and without texts that the document itself does not show.

    `known` holds the texts of the document's examples and enums, which are safe to print; with `known` None (the
    mock, which has nothing else to say) nothing is personal. `number_fields` are the names of fields that hold phone
    numbers, whatever these look like; others say so by themselves.
    """

    secrets: Secrets = field(repr=False)
    known: frozenset[str] | None = field(default=None, repr=False)
    number_fields: frozenset[str] = frozenset()

    def text(self, text: str) -> str:
        """Return `text` clean, without secrets, and on a live target without anything like a phone number."""
        text = self.secrets.mask(text.encode("utf-8", "replace").decode())
        # A number is recognised before what is invisible in it is replaced.
        return clean(text if self.known is None else mask_numbers(PAIR.sub(self._mask_pair, text)))

    def cut(self, text: str, limit: int = EXCERPT) -> str:
        """Return the start of `text`, without what must not be seen."""
        shown = self.text(text[:READ])
        # At the end of what was read there may be the half of a secret, which nothing recognises.
        return (shown if len(text) <= READ else shown[: -self.secrets.longest])[:limit]

    def finding(self, finding: Finding) -> Finding:
        """Return a finding as it may be shown, none of its texts longer than a page has room for."""
        place, hash_, pointer = finding.location.partition("#")
        location = _without_digits(self.cut(place + hash_ + self._mask_pointer(pointer), LONGEST_PLACE))
        observed = self.cut(finding.observed)
        if self._holds_number(pointer.rpartition("/")[2]):
            observed = re.sub(r"\d{3,}", lambda digits: mask_value(digits[0]), observed)
        return evolve(
            finding,
            location=location,
            key=self.secrets.mask(finding.key),
            data={name: self._without_secrets(value) for name, value in finding.data.items()},
            expected=self.secrets.mask(finding.expected)[:EXCERPT],
            observed=observed,
            request=self.secrets.mask(clean(finding.request)),  # numbers in it are masked where it is made
            response_excerpt=self.cut(finding.response_excerpt, 2 * EXCERPT),
        )

    def redact(self, record: Result) -> None:
        """Make everything that a record would show fit to be shown."""
        record.findings = merge_findings(map(self.finding, record.findings))
        if self.hides_values:  # on the mock, names are the document's
            record.fields = set(map(self._mask_pointer, record.fields))
            types, record.types = record.types, {}
            record.add_types((self._mask_pointer(at), type_) for at, types_ in types.items() for type_ in types_)
        record.skips = [evolve(skip, detail=self.cut(skip.detail)) for skip in record.skips]
        record.notes = [self.cut(note, LONGEST_REQUEST) for note in record.notes]
        record.faults = [self.cut(fault, LONGEST_REQUEST) for fault in record.faults]

    @property
    def hides_values(self) -> bool:
        """Whether values of a response are somebody's: on a live target."""
        return self.known is not None

    def name(self, key: str) -> str:
        """Return the name of a field of a response, masked if it is rather a value."""
        return self.cut(self._mask_key(key))

    def shape(self, text: str) -> str:
        """Return a text of a response; on a live target only its shape."""
        return self.cut(shape_of(text) if self.hides_values else text)

    def form(self, text: str) -> str:
        """Return a text of a response whose form matters: its shape, or itself if it is a time or documented."""
        return self.cut(text) if text in (self.known or ()) or _is_time(text) else self.shape(text)

    def word(self, text: str) -> str:
        """Return a text of a response whose meaning matters: as `form`, or the text itself if it is one of a fixed set,
        rather than a name, a number or an id."""
        return self.cut(text) if len(text) <= LONGEST_WORD and WORD.fullmatch(text) else self.form(text)

    def address(self, location: str) -> str:
        """Return where a redirect leads: of its query only that there is one, and no user or password."""
        try:
            parts = urlsplit(location)
        except ValueError:
            return MASK
        query, fragment = (MASK if part else "" for part in (parts.query, parts.fragment))
        host = parts.netloc.rpartition("@")[2]
        return self.cut(parts._replace(netloc=host, query=query, fragment=fragment).geturl())

    def parameter(self, name: str, value: str) -> str:
        """Return the value of a parameter of a request."""
        return mask_value(value) if self._is_number(name, value) else self.text(value)

    def curl(self, request: requests.PreparedRequest) -> str:
        """Return a curl command that repeats the request; the shell fills in what is secret."""
        return clean(Curl(self.secrets, self._sent).command(request))

    def body(self, content: bytes, status: int = 200, content_type: str = "") -> str:
        """Return the first 600 characters of a body; on a live target of JSON only, with its values masked.

        In a refusal the words are the vendor's own: they are shown, but for what is secret or somebody's in them.
        """
        try:
            text = json.dumps(self._mask(json.loads(content), status), ensure_ascii=False)
            return self.cut(text.encode(errors="backslashreplace").decode())  # half a letter cannot be written
        except (ValueError, RecursionError):
            if self.known is None:
                return self.cut(decode(content[:READ]))
            words = plain_text(content, content_type) if 400 <= status < 500 else ""
            return self._words(words, EXCERPT) or f"{len(content)} bytes"

    def excerpt(self, status: int, content_type: str | None, content: bytes) -> str:
        """Status, content type and the start of the body."""
        body = self.body(content, status, content_type or "")
        return f"{status}, {self.cut(content_type or 'no content type')}\n{body}"

    def status(self, response: Response) -> str:
        """Return the status of a response, and in which words it refuses, if it does."""
        content_type = next(iter(response.headers.get("content-type", [])), "")
        status, content = f"status {response.status_code}", response.content or b""
        words = find_message(content, content_type) if 400 <= response.status_code < 500 else ""
        return f"{status}: {self._words(words, LONGEST)}" if words else status

    def excerpt_of(self, response: Response) -> str:
        """Return the `excerpt` of one of Schemathesis's responses."""
        content_type = next(iter(response.headers.get("content-type", [])), None)
        return self.excerpt(response.status_code, content_type, response.content or b"")

    def value(self, value: Any) -> str:
        """Return a single value of a response, as short text."""
        return self.cut(json.dumps(self._mask(value), ensure_ascii=False), 120)

    def _words(self, text: str, limit: int) -> str:
        text = self.cut(text, limit)
        return SOMEBODY.sub(MASK, text) if self.hides_values else text

    def _without_secrets(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._without_secrets(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def _holds_number(self, name: str) -> bool:
        return self.hides_values and (name in self.number_fields or says_number(name))

    def _sent(self, text: str) -> str:
        """Return a text of a request without anybody's number; what the document has may be seen."""
        if self.known is None:
            return text
        for pattern in (PAIR, FIRST_PAIR):
            text = pattern.sub(lambda pair: pair[0] if self._is_known(pair[2]) else self._mask_pair(pair), text)
        text = JSON_PAIR.sub(
            lambda pair: (
                f"{pair[1]}{pair[2]}{mask_value(pair[3])}"
                if self._is_number(pair[1], pair[3]) and not self._is_known(pair[3])
                else pair[0]
            ),
            text,
        )
        return mask_numbers_sent(text, self.known)

    def _is_known(self, value: str) -> bool:
        return unquote_plus(value) in (self.known or ())

    def _mask_pair(self, pair: re.Match[str]) -> str:
        is_number = self._is_number(unquote_plus(pair[1]), unquote_plus(pair[2]))
        return f"{pair[1]}={mask_value(pair[2])}" if is_number else pair[0]

    def _is_number(self, name: str, value: str) -> bool:
        return self._holds_number(name) and any(map(str.isdecimal, value)) and not _is_time(value)

    def _mask(self, value: Any, status: int = 200, name: str = "", *, is_number: bool = False) -> Any:
        """Return a part of a body; `name` is that of the field that holds it, `is_number`: it holds phone numbers."""
        if self.known is None:
            return value
        if isinstance(value, dict):
            return {
                self._mask_key(key): self._mask(item, status, key, is_number=is_number or self._holds_number(key))
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._mask(item, status, name, is_number=is_number) for item in value]
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return value
        text = str(value)
        if is_number and any(map(str.isdecimal, text)) and not _is_time(text):
            return mask_value(text)
        if isinstance(value, str) and value and value not in self.known and not _is_time(value):
            if are_words(status, name):
                return self._words(value, EXCERPT)
            return mask_value(value) if mask_numbers(value) != value else MASK
        return value

    def _mask_pointer(self, pointer: str) -> str:
        names = pointer.split("/")
        if all(name in ("", "*") or name in (self.known or ()) for name in names):
            return pointer
        return _without_digits(self.text("/".join(map(self._mask_key, names))))

    def _mask_key(self, key: str) -> str:
        # A key that is no name of a field is a value: a caller, a number.
        rest = MASKED.sub("", key)
        is_name = key in ("*", *(self.known or ())) or not rest or re.fullmatch(r"[A-Za-z_$@][\w.:-]{0,63}", rest)
        return key if is_name else str(self._mask(key))


def _without_digits(place: str) -> str:
    # Two digits of a number would make it another place with every caller.
    return re.sub(rf"{re.escape(MASK)}\d\d", MASK, place)


def _is_time(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text)) and "-" in text
    except ValueError:
        return False
