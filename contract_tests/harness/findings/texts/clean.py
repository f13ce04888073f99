"""Text of others, so that it rules neither the terminal, nor a page, nor a CI machine."""

import re

UNREADABLE = "\ufffd"
# Control characters, halves of surrogate pairs, what no XML may hold, and marks that turn or hide the text around them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
# What the machines of GitHub and Azure take for a command to them: `##[group]`, `##vso[...]`, `::add-mask::`.
_COMMAND = re.compile(r"#(?=#\[|#vso\[)|(?<!\w):(?=:[a-z][\w-]*(?: [^:\n]{0,1000})?::)", re.IGNORECASE)


def clean(text: str) -> str:
    """Return `text` of others with all characters but tabs and line feeds visible, and no command to a CI machine."""
    return _COMMAND.sub(lambda sign: f"{sign[0]} ", _UNFIT.sub(UNREADABLE, text.replace("\r\n", "\n")))


def decode(value: str | bytes) -> str:
    """Return a text that may be given as its bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
