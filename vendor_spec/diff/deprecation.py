"""What a document says about something that will go: since when, until when, and what to use instead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vendor_spec.diff.change import Difference, Rating

_EXTENSION = re.compile(r"x-.*(sunset|deprecat|removal|replace|successor|end-?of-?life|eol)", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\b(instead|replaced (by|with)|in favou?r of|superseded|supersedes|deprecated (in|since|as of)|sunset|"
    r"(will be|be) (removed|retired)|end of life)\b",
    re.IGNORECASE,
)
_MOST = 200  # characters of a sentence of the vendor's


def compare_deprecation(
    old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]], kind: str, where: str
) -> Iterator[Difference]:
    """Yield what was announced, or taken back, for an operation, a parameter or the parts of a schema."""
    before, after = _announcement(old), _announcement(new)
    if after is not None and before is None:
        yield Difference(Rating.DEPRECATED, f"{kind}.deprecated", where, f"is deprecated{after}")
    elif after and before is not None and _data(after) != _data(before):
        yield Difference(Rating.DEPRECATED, f"{kind}.deprecated", where, f"is still deprecated{after}")
    elif before is not None and after is None:
        yield Difference(Rating.NOTICE, f"{kind}.not_deprecated", where, "is no longer deprecated")


def is_deprecated(holders: Iterable[Mapping[str, Any]]) -> bool:
    return any(holder.get("deprecated") is True or holder.get("x-deprecated") for holder in holders)


def _announcement(holders: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the words behind "is deprecated", perhaps none; None when it is not."""
    holders = list(holders)
    if not is_deprecated(holders):
        return None
    facts = list(dict.fromkeys(fact for holder in holders for fact in _facts(holder)))
    return f" ({'; '.join(facts)})" if facts else ""


def _facts(holder: Mapping[str, Any]) -> Iterator[str]:
    for key, value in holder.items():
        if _EXTENSION.match(key):
            yield from (f"{name} {text}"[:_MOST] for name, text in _scalars(key.removeprefix("x-"), value))
    for text in (holder.get("summary"), holder.get("description")):
        for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", text[:10_000]) if isinstance(text, str) else ():
            if _SENTENCE.search(sentence):
                yield " ".join(sentence.split()).rstrip(".")[:_MOST]


def _data(announcement: str) -> set[str]:
    """Return what counts in an announcement: its dates, and the names in code; other words may be edited."""
    return set(re.findall(r"`[^`]+`|\d{4}-\d{2}-\d{2}|\b\d{4}\b", announcement))


def _scalars(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, below in value.items():
            if isinstance(below, str | int) and not isinstance(below, bool):
                yield f"{name} {key}", str(below)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield name, str(value)
