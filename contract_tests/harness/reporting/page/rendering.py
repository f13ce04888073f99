"""Makes the page: one file without a request, whose own style and script are all that a browser may use."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting import MOCK_NOTE
from contract_tests.harness.reporting.clean_text import clean
from contract_tests.harness.reporting.page.chart import draw_chart
from contract_tests.harness.reporting.page.difference import mark_difference
from contract_tests.harness.reporting.page.moments import day, duration, minute, month_after
from contract_tests.harness.reporting.page.overview import headline, last_conclusive, links
from contract_tests.harness.reporting.page.sections import (
    Sightings,
    findings_by_state,
    is_correction,
    questions_of,
    reasons,
    rows,
    worst_correction_first,
)
from contract_tests.harness.reporting.past_runs import nights_before

FOLDER = Path(__file__).parent


def render_page(record: Mapping[str, Any], history: Iterable[Mapping[str, Any]] = ()) -> str:
    """The page for the object of a `drift.json`; `history` holds those of earlier runs, or what is kept of them."""
    style, script = ((FOLDER / name).read_text() for name in ("page.css", "page.js"))
    record = _clean(record)
    nights = nights_before(record, map(_clean, history))
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            report=record,
            policy=f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
            "base-uri 'none'; form-action 'none'",
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            mock_note=MOCK_NOTE if record["target"]["kind"] == "mock" else "",
            headline=headline(record, nights),
            last_conclusive=last_conclusive(record, nights),
            links=links(record),
            findings=findings_by_state(record),
            sightings=Sightings(record, nights),
            until=month_after(record["started_at"]),
            reasons=reasons(record),
            rows=rows(record),
            questions=questions_of(record),
            corrections=worst_correction_first(record),
            chart=draw_chart(record, nights),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["meanings"] = MEANINGS
    environment.globals["mark_difference"] = mark_difference
    environment.globals["is_correction"] = is_correction
    environment.filters.update(day=day, minute=minute, duration=duration)
    return environment


def _clean(value: Any) -> Any:
    """A JSON value whose texts have no characters that hide or turn what stands around them."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
