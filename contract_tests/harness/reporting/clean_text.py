"""Text of vendors and documents, made fit to be shown: nothing in it is invisible, turned round, or not UTF-8."""

import re

UNREADABLE = "\ufffd"
# Control characters, halves of surrogate pairs, what no XML may hold, and marks that turn or hide the text around them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """`text` in which tabs and line feeds are the only characters that cannot be seen as what they are."""
    return _UNFIT.sub(UNREADABLE, text.replace("\r\n", "\n"))


def clean_line(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters of it."""
    line = " ".join(clean(text[: 4 * limit]).split())
    return line if len(line) <= limit else f"{line[: limit - 3]}..."
