"""Makes the page: one file without a request, whose own style and script are all that a browser may use."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import partial
from itertools import chain, takewhile
from pathlib import Path

from markupsafe import Markup

from contract_tests.harness.corrections.settling import Settling
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.findings.texts.clean import clean
from contract_tests.harness.probes.order import ORDER
from contract_tests.harness.reporting.clean_text import change_texts
from contract_tests.harness.reporting.page.difference import mark_difference
from contract_tests.harness.reporting.page.moments import day, duration, minute
from contract_tests.harness.reporting.past_runs import KEPT, Night, nights_before
from contract_tests.harness.reporting.report import Report, ReportedFinding, Verdict
from contract_tests.harness.reporting.templates import TEMPLATES, settling_of
from contract_tests.harness.reporting.verdict import group_by_kind, say_losses

FOLDER = Path(__file__).parent
VERDICTS = [Verdict.DRIFT, Verdict.INCONCLUSIVE, Verdict.CONFORMS]
LEFT_OUT = (SkipCode.BUDGET, SkipCode.POLICY)
CORRECTION_STATUSES = ["wrong", "unneeded", "untested", "confirmed"]
TEMPLATES.filters.update(
    # A path breaks where one of its segments ends.
    breakable=lambda label: Markup("/<wbr>").join(label.split("/")).replace(" /<wbr>", " /"),
    day=day,
    minute=minute,
    duration=duration,
)


def render_page(report: Report, history: Iterable[Night] = (), settling: Settling | None = None) -> str:
    """Return the page for a report; `history` holds what is kept of earlier runs."""
    style, script = ((FOLDER / name).read_text() for name in ("page.css", "page.js"))
    report = change_texts(report, clean)
    earlier = nights_before(report, [change_texts(night, clean) for night in history])
    night = Night.of(report)
    nights = [*earlier, night][-KEPT:] if earlier else []
    ordered = list(chain.from_iterable(group_by_kind(report.findings)))
    findings = {state.value: [finding for finding in ordered if finding.state is state] for state in State}
    findings["notices"] = [finding for finding in findings["new"] if not finding.is_drift]
    findings["new"] = list(chain.from_iterable(group_by_kind(report.drift)))
    return TEMPLATES.get_template("page/page.html.jinja").render(
        report=report,
        policy=f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        look=night.look,
        # How many of the runs right before came to the same.
        streak=len(list(takewhile(lambda before: before.look == night.look, reversed(earlier)))),
        losses=say_losses(report),
        findings=findings,
        worst={finding.operation: finding.id for finding in reversed(findings["new"])},
        count_sightings=partial(_count_sightings, report, earlier),
        mark_difference=mark_difference,
        settling=settling or settling_of(report),
        undecided=_reasons(report, is_left_out=False),
        left_out=_reasons(report, is_left_out=True),
        operations=sorted(report.operations, key=lambda operation: VERDICTS.index(operation.verdict)),
        probes=sorted(
            dict.fromkeys(name for operation in report.operations for name in operation.outcomes),
            key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER),
        ),
        corrections=sorted(report.corrections, key=lambda each: CORRECTION_STATUSES.index(each.status)),
        earlier=earlier,
        nights=nights,
        looks=Counter(each.look for each in nights).most_common(),
        # The number of new findings that the tallest column of the chart stands for.
        highest=max((1, *(each.count(State.NEW) for each in nights))),
    )


def _count_sightings(report: Report, nights: Iterable[Night], finding: ReportedFinding) -> tuple[str, int]:
    """Return when a finding was first seen, by either of its ids, and in how many runs, as far as `nights` go."""
    dates = [night.started_at for night in nights if night.ids & {*finding.ids}]
    return (dates[0] if dates else report.started_at), len(dates) + 1


def _reasons(report: Report, *, is_left_out: bool) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what came to no result, by what it is (`operation` or `probe`) and the reason: what budget or policy left
    out, or else all other.

    Each is the operation's label and the name of the probe, which is empty for a whole operation; these come first.
    """
    reasons: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for operation in report.inconclusive:
        if (operation.code in LEFT_OUT) is is_left_out:
            reasons.setdefault(("operation", operation.reason), []).append((operation.operation, ""))
    for operation in report.operations:
        for probe in operation.questions:
            is_told = probe.is_answered or probe.reason == operation.reason
            if not is_told and (probe.code in LEFT_OUT) is is_left_out:
                reasons.setdefault(("probe", probe.reason), []).append((operation.operation, probe.question))
    return reasons


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
