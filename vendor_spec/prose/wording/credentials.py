"""The credentials that a page says its requests need."""

import re
from collections.abc import Iterator
from typing import Literal

Scheme = Literal["basic", "bearer", "key"]

NAMED_BY_SCHEME = ("authorization", "content-type", "accept")  # headers that say nothing by themselves

_SCHEMES: dict[Scheme, re.Pattern[str]] = {
    "basic": re.compile(
        r"\bbasic\s+(?:http\s+|access\s+)?auth\w*|\bhttp\s+basic\b|\bauth(?:entication|orization)?\W{1,6}(?:http\s+)?basic\b"
        r"|\bauthorization\b[^.\n]{0,40}\bbasic\b",
        re.IGNORECASE,
    ),
    "bearer": re.compile(
        r"\bbearer[\s-]+(?:access\s+|jwt\s+)?(?:token|auth\w*)|\btoken\s+as\s+(?:a\s+)?bearer\b"
        r"|\bauth(?:entication|orization)?\W{1,6}bearer\b|\bauthorization\b[^.\n]{0,40}\bbearer\b",
        re.IGNORECASE,
    ),
}
# A header's name has a hyphen, or is code right beside the word.
_HEADER = re.compile(
    r"(?<![\w-])([A-Z][A-Za-z0-9]*(?:-[A-Z][A-Za-z0-9]*)+)(?![\w-])|\bheaders?\s+`([A-Za-z][\w-]*)|`([A-Za-z][\w-]*)(?::[^`]*)?`\s+headers?\b"
)
_AUTHENTICATION = re.compile(
    r"\bauth(?:enticat\w*|ori[sz]\w*|\b)|\bcredentials?\b|\bapi\s+keys?\b|\baccess\s+tokens?\b|\bsigned\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|without|instead\s+of|rather\s+than|unlike|previously|formerly|old|legacy|deprecated|no\s+longer)\b|n't\b",
    re.IGNORECASE,
)
# Somebody else's requests: those of the vendor to its customers, and to third parties.
_FOREIGN = re.compile(
    r"\b(?:webhooks?|callbacks?|your\s+(?:own\s+)?(?:server|endpoint|application|app|url)|sip|proxy|we\s+send|dashboard|console"
    r"|recordings?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def read_authorization(cells: str) -> Scheme | None:
    """Return the scheme that a table's row about the header Authorization names; None for no or several of them."""
    named = {word.lower() for word in re.findall(r"\b(?:basic|bearer)\b", cells, re.IGNORECASE)}
    if not re.search(r"\bauthorization\b", cells, re.IGNORECASE) or len(named) != 1:
        return None
    return "basic" if "basic" in named else "bearer"


def find_credentials(text: str, *, is_about_authentication: bool = False) -> Iterator[tuple[int, Scheme, str]]:
    """Yield line in `text` (from 0), scheme and header of each credential that it says requests need.

    A header counts only in a sentence about authentication, or anywhere where all of `text` is about that.
    """
    at = 0
    for sentence in _SENTENCE.split(text):
        at = text.index(sentence, at)
        if not (_DENIED.search(sentence) or _FOREIGN.search(sentence)):
            is_said = is_about_authentication or _AUTHENTICATION.search(sentence)
            if is_said:
                line = text.count("\n", 0, at)
                yield from ((line + below, scheme, name) for below, scheme, name in _find_in(sentence))
        at += len(sentence)


def _find_in(sentence: str) -> Iterator[tuple[int, Scheme, str]]:
    for scheme, pattern in _SCHEMES.items():
        if match := pattern.search(sentence):
            yield sentence.count("\n", 0, match.start()), scheme, ""
    if re.search(r"\bheaders?\b", sentence, re.IGNORECASE):
        for match in _HEADER.finditer(sentence):
            name = next(filter(None, match.groups()))
            if name.lower() not in NAMED_BY_SCHEME:
                yield sentence.count("\n", 0, match.start()), "key", name
