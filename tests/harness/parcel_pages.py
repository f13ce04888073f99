"""The carrier's pages in the forms in which docs sites serve them: each says the facts of one operation."""

import json
from collections.abc import Callable

from tests.harness.parcel_document import OPERATIONS, Facts, Row
from tests.vendor_spec.pages import SERVER, block
from vendor_spec.openapi.document import Document

INDEX = """\
> ## Documentation Index
> Fetch the complete documentation index at: https://docs.parcels.test/llms.txt
> Use this file to discover all available pages before exploring further.

"""
PLATFORM = "\nBuilt with [Paper](https://paper.test).\n"


def _words(row: Row) -> str:
    return {True: "required", False: "optional"}[row.required]


def _table(rows: tuple[Row, ...]) -> str:
    cells = (f"| `{r.name}` | {r.schema['type']} | {'Yes' if r.required else 'No'} | {r.says} |" for r in rows)
    return "\n".join(("| Parameter | Type | Required | Description |", "| - | - | - | - |", *cells))


def _bold_list(rows: tuple[Row, ...]) -> str:
    return "\n".join(f"- **{row.name}** ({row.schema['type']}, {_words(row)}): {row.says}" for row in rows)


def _code_list(rows: tuple[Row, ...]) -> str:
    return "\n".join(f"* `{row.name}` - {row.says} ({_words(row)})" for row in rows)


def _typed_list(rows: tuple[Row, ...]) -> str:
    return "\n".join(f"* `{row.name}` - {row.schema['type']}. {row.says}. {_words(row).title()}." for row in rows)


def _html_table(rows: tuple[Row, ...]) -> str:
    head = "<table><thead><tr><th>Field</th><th>Type</th><th>Need</th><th>Notes</th></tr></thead><tbody>"
    cells = (
        f"<tr><td><code>{r.name}</code></td><td>{r.schema['type']}</td><td>{_words(r)}</td><td>{_as_html(r.says)}</td></tr>"
        for r in rows
    )
    return "\n".join((head, *cells, "</tbody></table>"))


def _as_html(text: str) -> str:
    parts = text.split("`")
    return "".join(part if index % 2 == 0 else f"<code>{part}</code>" for index, part in enumerate(parts))


# How a page lists parameters and fields.
LISTS: dict[str, Callable[[tuple[Row, ...]], str]] = {
    "table": _table,
    "bold": _bold_list,
    "code": _code_list,
    "typed": _typed_list,
    "html": _html_table,
}


def write_prose(facts: Facts, form: str = "table", *, more: str = "", of_full_text: bool = False) -> str:
    """The prose of an operation's page; `more` stands below its response. `of_full_text`: as llms-full.txt has it."""
    rows = LISTS[form]
    url = f"{SERVER}{facts.path}" + (f"?{facts.search}" if facts.search else "")
    sent = f" \\\n  -H 'Content-Type: application/json' \\\n  -d '{json.dumps(facts.sent)}'" if facts.sent else ""
    line = f"{facts.method} {facts.path}" if of_full_text else f"```http theme={{null}}\n{facts.method} {url}\n```"
    parts = [line, "What it does, in a sentence or two."]
    for heading, own in (
        ("Path parameters", facts.path_rows),
        ("Query parameters", facts.query),
        ("Request body", facts.body),
        ("Callback settings", facts.callback),
    ):
        parts += [f"## {heading}", rows(own)] if own else []
    parts.append(
        f"## Example request\n\n```bash cURL theme={{null}}\ncurl -X {facts.method} '{url}' \\\n"
        f"  -H 'X-Auth-ID: YOUR_ID' -H 'X-Auth-Token: YOUR_TOKEN'{sent}\n```"
    )
    if facts.response:
        shown = f"```json {facts.status} theme={{null}}\n{json.dumps(facts.shown, indent=2)}\n```"
        listed = "\n".join(f"| `{row.name}` | {row.says} |" for row in facts.response)
        parts += ["## Response", shown, f"### Response fields\n\n| Field | Description |\n| - | - |\n{listed}"]
    return f"# {facts.title}\n\n" + "\n\n".join((*parts, *([more] if more else []))) + "\n"


def write_page(document: Document, facts: Facts, form: str = "table", *, more: str = "") -> str:
    """The page with its block, which says what the document does."""
    content = document.content
    own = {**content, "paths": {facts.path: {facts.method.lower(): content["paths"][facts.path][facts.method.lower()]}}}
    return INDEX + write_prose(facts, form, more=more) + block(own) + PLATFORM


def write_full_text(facts: Facts, form: str = "table", *, more: str = "") -> str:
    """One page as it is cut out of llms-full.txt."""
    title, _, rest = write_prose(facts, form, more=more, of_full_text=True).partition("\n\n")
    return f"{title}\nSource: https://www.parcels.test/docs/x\n\nA description.\n\n{rest}"


AGREEING = [(name, form) for name in OPERATIONS for form in LISTS]
