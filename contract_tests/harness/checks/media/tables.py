"""The header row of a table in a body, compared with that of the documented example."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.findings.redactor import Redactor
from vendor_spec.openapi.schemas import examples_of, walk

TABLES = ("text/csv", "application/csv", "text/x-csv", "text/tab-separated-values")
HEAD = 65_536  # characters of a body in which its first row has to be
MOST_NAMED = 50  # columns
DELIMITERS = (",", ";", "\t", "|")


def check_table(
    content: Mapping[str, Any], media: Mapping[str, Any], place: str, text: str, redactor: Redactor
) -> Iterator[Observation]:
    """Yield what is different in the header row of a table, compared with that of the documented example."""
    for example in _examples(content, media):
        delimiter, columns = _read_columns(example)
        if not _are_names(columns):
            continue
        used, present = _read_columns(text)
        if present == columns and (used == delimiter or len(columns) == 1):
            return
        shown = ", ".join(columns[:MOST_NAMED])
        if present == columns:
            expected, observed = f"columns separated by {_name(delimiter)}", f"columns separated by {_name(used)}"
        elif len({*present} & {*columns}) * 2 >= len(columns):
            names = ", ".join(map(redactor.name, present[:MOST_NAMED]))
            expected, observed = f"the columns {shown}", f"the columns {names}"
        else:
            # What stands there may be a row of somebody's values.
            expected, observed = f"the columns {shown}", f"another first row, of {len(present)}" if text else "nothing"
        yield Observation("body.shape", place, expected, observed, "columns")
        return


def _examples(content: Mapping[str, Any], media: Mapping[str, Any]) -> Iterator[str]:
    for each in media.values():
        holders = (each, *(inner.schema for inner in walk(content, each.get("schema"))))
        yield from (text for holder in holders for text in examples_of(content, holder) if isinstance(text, str))


def _read_columns(text: str) -> tuple[str, list[str]]:
    """Return the delimiter that gives the first row of a table the most columns, and these."""
    rows = {delimiter: _read_row(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(rows, key=lambda each: len(rows[each]))
    return delimiter, rows[delimiter]


def _read_row(text: str, delimiter: str) -> list[str]:
    try:
        row = next((row for row in csv.reader(io.StringIO(text[:HEAD]), delimiter=delimiter) if row), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in row]


def _are_names(columns: list[str]) -> bool:
    """Return whether the first row of an example says what the columns are called, rather than what is in them."""
    names = [name for name in columns if re.match(r"[^\W\d]", name) and not re.search(r"\d{4,}|[@:]", name)]
    return bool(columns) and len({*names}) == len(columns)


def _name(delimiter: str) -> str:
    return {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}[delimiter]
