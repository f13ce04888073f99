"""Text of vendors and documents, made fit to be shown: nothing in it is invisible, turned round, or not UTF-8."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.texts.clean import clean

T = TypeVar("T")
LINE = 400  # characters of a text on one line
BLOCK = 4_000  # characters of a text of its own
_BACKTICKS = re.compile("`+")


def clean_line(text: str, limit: int = LINE) -> str:
    """`text` on one line, at most `limit` characters of it."""
    line = " ".join(clean(text[: 4 * limit]).split())
    return line if len(line) <= limit else f"{line[: limit - 3]}..."


def code(text: str, limit: int = LINE) -> str:
    """`text` as Markdown's code in a line; the backticks around it are more than any in it."""
    shown = clean_line(text, limit) or "(nothing)"
    fence = fence_of(shown, least=1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def code_block(text: str, language: str) -> str:
    """`text` as Markdown's block of code; the fence is longer than any backticks in it."""
    shown = clean(text[:BLOCK])
    fence = fence_of(shown, least=3)
    return f"{fence}{language}\n{shown}\n{fence}"


def fence_of(text: str, *, least: int) -> str:
    """Backticks, `least` of them or more: one more than any in `text`."""
    return "`" * max(least, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))


def change_texts(record: T, change: Callable[[str], str]) -> T:
    """Return the attrs record with every text in it changed, such as by `clean`."""

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, Mapping):
            return {change(key): walk(item) for key, item in value.items()}
        return [walk(item) for item in value] if isinstance(value, list | tuple) else value

    return from_json(walk(to_json(record)), type(record))
