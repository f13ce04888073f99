"""Whether a body that is no JSON is what its media type says: its charset, its first bytes, the columns of a table."""

import codecs
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any

from attrs import frozen
from vobiz_client.runtime.body import is_readable

from contract_tests.harness.checks.media.signatures import OTHER_NAMES, find_foreign
from contract_tests.harness.checks.media.tables import TABLES, check_table
from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.findings.redactor import Redactor


@frozen
class MediaType:
    """A media type without its parameters, in lower case, and the charset among these; empty for none."""

    name: str
    charset: str

    @classmethod
    def parse(cls, text: str) -> "MediaType":
        """Return what the text of a header, or of a key in the document, says."""
        message = Message()
        message["Content-Type"] = text
        charset = message.get_param("charset")
        name = text.partition(";")[0].strip().lower()
        return cls(OTHER_NAMES.get(name, name), charset.lower() if isinstance(charset, str) else "")


def check_media_type(
    content: Mapping[str, Any], documented: Mapping[str, Any], status: int, sent: str, body: bytes, redactor: Redactor
) -> Iterator[Observation]:
    """Yield what keeps a body from being what its header `Content-Type` says, where the document has such a type.

    `documented` has the media types of the response. A body of JSON is for others.
    """
    found, place = MediaType.parse(sent), f"response.{status}.body"
    media = {key: value for key, value in documented.items() if _covers(MediaType.parse(key).name, found.name)}
    if not media or "json" in found.name:
        return
    promised = {MediaType.parse(key).charset for key in media} - {""}
    charset = found.charset or (promised.pop() if len(promised) == 1 else "")
    if found.charset and promised and not any(_is_same_charset(found.charset, each) for each in promised):
        expected, location = ", ".join(sorted(media)), f"response.{status}.content_type"
        data = {"content_type": found.name}
        yield Observation("content_type.changed", location, expected, redactor.text(sent), "charset", data)
    if complaint := find_foreign(found.name, charset, body, is_table=found.name in TABLES):
        expected = f"a body that is {found.name}"
        yield Observation("body.unreadable", place, expected, complaint, "media_type")
    elif charset and (complaint := _find_undecodable(charset, body)):
        yield Observation("body.unreadable", place, f"text in the charset {charset}", complaint, "charset")
    elif found.name in TABLES:
        yield from check_table(content, media, place, _decode(body, charset), redactor)


def _covers(documented: str, sent: str) -> bool:
    main, _, sub = documented.partition("/")
    return documented in ("*/*", sent) or (sub == "*" and sent.startswith(f"{main}/"))


def _is_same_charset(first: str, second: str) -> bool:
    try:
        names = {codecs.lookup(each).name for each in (first, second)}
    except (LookupError, ValueError):
        return first == second
    return len(names) == 1 or names == {"ascii", "utf-8"}


def _find_undecodable(charset: str, body: bytes) -> str:
    if not is_readable(charset):
        return "a charset that nobody reads"
    try:
        body.decode(charset)
    except (UnicodeError, ValueError):
        return "bytes that are not of it"
    # Every byte is a letter of these; what is UTF-8 all the same was never meant as them.
    if _is_same_charset(charset, "latin-1") or _is_same_charset(charset, "cp1252"):
        try:
            return "" if body.decode("utf-8").isascii() else "bytes of UTF-8"
        except UnicodeDecodeError:
            return ""
    return ""


def _decode(body: bytes, charset: str) -> str:
    return body.decode(charset or "utf-8", "replace").removeprefix("\ufeff")
