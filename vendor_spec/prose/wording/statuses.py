"""The HTTP statuses that a page speaks of."""

import re
from collections.abc import Iterator
from http import HTTPStatus

REACH = 160  # characters before a number that can belong to its clause

_PHRASES = {status.value: re.escape(status.phrase.lower()) for status in HTTPStatus if status.value >= 200}
_PHRASES[422] = "unprocessable"
_NUMBER = re.compile(r"(?<![\w.$€₹#+:/%-])`?([2-5]\d\d)\b(?![\d%]|[.,:]\d)")
_OTHERS = r"(?:`?\d{3}`?(?:\s+[a-z ]{1,30})?\s*(?:,|\bor\b|\band\b|/)\s*(?:or\s+|and\s+)?(?:an?\s+|with\s+)?`?)*"
_NOUN = re.compile(
    rf"\b(?:https?(?:/[\d.]+)?|status(?:es)?|codes?)\W*(?:is\s+|are\s+|of\s+)?`?{_OTHERS}$", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:return(?:s|ed|ing)?|gives?|gets?|got|raises?|sends?|yields?|receives?|is|be|produces?"
    r"|(?:respond|answer|reject|refuse|fail|repl[iy]|end|complet|confirm|acknowledg)(?:s|es|ed|ing)?\s+(?:\w+\s+)?(?:with|by|as))"
    rf"\s+(?:an?\s+|the\s+|with\s+)*`?{_OTHERS}$",
    re.IGNORECASE,
)
_CLAUSE_GOES_ON = re.compile(
    r"`?\s*(?:[.,;:!?)(\]/\u2013\u2014]|$|(?:if|when|for|with|on|and|or|instead|without|because|unless|until|once|after|as|but|rather"
    r"|in\s+(?:case|that)|to\s+(?:tell|say|signal|show|indicate))\b)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"`?\s*[-\u2013\u2014(:]?\s*(?:http\s+)?(?:status|errors?|responses?|codes?|answers?|repl(?:y|ies))\b",
    re.IGNORECASE,
)
_AT_START = re.compile(r"`?\**\s*(?:[-\u2013\u2014:(]|if\b|when\b|means\b|is\s+returned)", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no\s+longer)|n't)\s+(?:\w+\s+)?(?:return|answer|respond|give|send|get|raise|fail|mean)\w*\b[^.;,]*$"
    r"|\b(?:not|no|instead\s+of|rather\s+than|without|never|unlike)\s+(?:an?\s+|the\s+|with\s+)*(?:http\s+|status\s+)*`?$",
    re.IGNORECASE,
)
# A column headed so may hold statuses.
STATUS_COLUMN = re.compile(r"\b(?:status|code|http)\b", re.IGNORECASE)
_ROW_STATUS = re.compile(r"`?(?:HTTP\s+)?([2-5]\d\d)`?(?:\s.*)?", re.IGNORECASE | re.DOTALL)


def find_statuses(text: str) -> Iterator[tuple[int, int]]:
    """Yield line in `text` (from 0) and number of each status that it says a response can have."""
    for match in _NUMBER.finditer(text):
        status = int(match[1])
        before = re.split(r"[.!?]\s|\n\n", text[max(0, match.start() - REACH) : match.start()])[-1]
        if status in _PHRASES and not _DENIED.search(before) and _is_status(text, match, before):
            yield text.count("\n", 0, match.start()), status


def _is_status(text: str, match: re.Match[str], before: str) -> bool:
    end = match.end()
    after = text[end : end + REACH]
    if re.match(rf"`?\W{{0,3}}{_PHRASES[int(match[1])]}", after, re.IGNORECASE) or _AFTER.match(after):
        return True
    if not text[: match.start()].strip(" *") and _AT_START.match(after):
        return True
    return _NOUN.search(before) is not None or bool(_VERB.search(before) and _CLAUSE_GOES_ON.match(after))


def find_label_status(text: str) -> int | None:
    """Return the one status in a heading or in the label of a code block (`200 OK`); None for none or several."""
    text = re.sub(r"\w+=\{[^}]*\}", "", text)  # such as theme={null}
    statuses = {int(number) for number in re.findall(r"(?<![\w.-])([2-5]\d\d)(?![\w.-])", text)} & _PHRASES.keys()
    return statuses.pop() if len(statuses) == 1 else None


def read_status_cell(cell: str) -> int | None:
    """Return the status in a cell of a STATUS_COLUMN; None when it holds something else."""
    match = _ROW_STATUS.fullmatch(cell.strip(" *"))
    return int(match[1]) if match and int(match[1]) in _PHRASES else None
