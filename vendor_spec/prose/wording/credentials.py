"""The credentials that a page says its requests need."""

import re
from collections.abc import Iterator
from typing import Literal

Scheme = Literal["basic", "bearer", "key"]

NAMED_BY_SCHEME = ("authorization", "content-type", "accept")  # headers that say nothing by themselves

_SCHEMES: dict[Scheme, re.Pattern[str]] = {
    "basic": re.compile(r"\bbasic\s+(?:http\s+)?auth\w*|\bauthorization\W{1,4}basic\b|\bhttp\s+basic\b", re.IGNORECASE),
    "bearer": re.compile(
        r"\bbearer[\s-]+(?:access\s+)?(?:token|auth\w*)|\bauthorization\W{1,4}bearer\b|\btoken\s+as\s+(?:a\s+)?bearer\b",
        re.IGNORECASE,
    ),
    "key": re.compile(
        r"\b(?:in|with|using|via|by|through|as|set|send|sends|pass|include|need|needs|requires?)\s+(?:\w+\s+){0,4}?headers?\s+`([A-Za-z][\w-]*)"
        r"|`([A-Za-z][\w-]*)(?::[^`]*)?`\s+(?:\w+\s+)?headers?\b",
        re.IGNORECASE,
    ),
}
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
            for scheme, pattern in _SCHEMES.items():
                for match in pattern.finditer(sentence) if is_said else ():
                    name = next(filter(None, match.groups()), "")
                    if name.lower() not in NAMED_BY_SCHEME:
                        yield text.count("\n", 0, at + match.start()), scheme, name
        at += len(sentence)
