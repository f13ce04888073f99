"""Makes the page: one file without a request, whose own style and script are all that a browser may use."""

import base64
import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from markupsafe import Markup

from contract_tests.harness.findings.finding import State
from contract_tests.harness.reporting.clean_text import change_texts, clean
from contract_tests.harness.reporting.page.difference import mark_difference
from contract_tests.harness.reporting.page.moments import day, duration, minute, month_after
from contract_tests.harness.reporting.page.overview import describe_history, headline, last_conclusive, links
from contract_tests.harness.reporting.page.sections import (
    count_sightings,
    findings_by_state,
    is_correction,
    operations_of,
    questions_of,
    reasons,
    worst_correction_first,
)
from contract_tests.harness.reporting.past_runs import KEPT, Night, nights_before
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import TEMPLATES

FOLDER = Path(__file__).parent
TEMPLATES.filters.update(day=day, minute=minute, duration=duration)


def render_page(report: Report, history: Iterable[Night] = ()) -> str:
    """Return the page for a report; `history` holds what is kept of earlier runs."""
    style, script = ((FOLDER / name).read_text() for name in ("page.css", "page.js"))
    report = change_texts(report, clean)
    earlier = nights_before(report, [change_texts(night, clean) for night in history])
    nights = [*earlier, Night.of(report)][-KEPT:] if earlier else []
    findings = findings_by_state(report)
    return TEMPLATES.get_template("page/page.html.jinja").render(
        report=report,
        policy=f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        headline=headline(report, earlier),
        last_conclusive=last_conclusive(report, earlier),
        links=links(report),
        findings=findings,
        worst={finding.operation: finding.id for finding in reversed(findings["new"])},
        count_sightings=partial(count_sightings, report, earlier),
        until=month_after(report.started_at),
        reasons=reasons(report),
        operations=operations_of(report),
        questions=questions_of(report),
        corrections=worst_correction_first(report),
        earlier=earlier,
        nights=nights,
        # The number of new findings that the tallest column of the chart stands for.
        highest=max((1, *(night.count(State.NEW) for night in nights))),
        describe_history=describe_history,
        mark_difference=mark_difference,
        is_correction=is_correction,
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
