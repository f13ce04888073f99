"""The templates of the reports, and what they call; HTML and XML are escaped, and what is undefined is an error."""

import re
from collections import Counter
from contextlib import suppress
from enum import StrEnum
from itertools import chain
from pathlib import Path

from attrs import frozen
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

from contract_tests.harness.corrections.settling import (
    FAULTS,
    HOLES,
    RECORD,
    Settling,
    has_actions,
    say_by_hand,
)
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import MEANINGS, Severity
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.reporting.clean_text import LINE, clean_line, code, code_block
from contract_tests.harness.reporting.report import Report, Verdict
from contract_tests.harness.reporting.verdict import (
    find_gravest,
    group_by_kind,
    group_by_reason,
    say_losses,
    say_verdict,
)
from contract_tests.harness.target.target import Kind, variable_of
from vendor_spec.counts import counted
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.project import OWN

POLICY, OVERLAY = "contract_tests/live_policy.yaml", "openapi.overlay.yaml"
VARIABLE = re.compile(r"\bVOBIZ_[A-Z0-9_]+")
MOST_NAMED = 3
LEFT_OUT = {
    "budget": "by the budget",
    "policy": "by the policy",
    "value": "for want of a value",
    "other": "for other reasons",
}
FEW_WORDS = 60  # characters
FEW = 3  # alike, that are shown each: forty findings or operations of one kind must not hide the one of another


class Shown(StrEnum):
    """What a part of a first line is: our own words, or the vendor's or the document's, a name or a text."""

    WORDS = "words"
    CODE = "code"
    QUOTE = "quote"


@frozen
class Part:
    """A part of a first line; `target` is the id of what it leads to on the page."""

    text: str
    shown: Shown = Shown.WORDS
    target: str = ""


class _Compiled(FileSystemBytecodeCache):
    """Keeps the compiled templates in `build/`, where it can: to compile them takes a third of a second."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


TEMPLATES = Environment(
    bytecode_cache=_Compiled(str(OWN.build), "%s.template"),
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("html.jinja", "xml.jinja")),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def first_lines(report: Report) -> list[tuple[Part, ...]]:
    """Return the lines with which every form of the report begins: what happened, how bad it is, what to do first."""
    lines: list[tuple[Part, ...]] = [(Part(say_verdict(report)),)]
    if gravest := find_gravest(report):
        lines.append(
            (
                Part(f"Gravest: {gravest.severity}", target=gravest.id),
                Part(" "),
                _foreign(gravest.kind, Shown.CODE),
                Part(" at "),
                _foreign(gravest.operation, Shown.CODE),
                Part(": expected "),
                _foreign(gravest.expected, Shown.QUOTE, FEW_WORDS),
                Part(", observed "),
                _foreign(gravest.observed, Shown.QUOTE, FEW_WORDS),
            )
        )
    if reason := find_main_reason(report):
        lines.append((Part("Reason: "), _foreign(reason, Shown.QUOTE)))
    if step := say_first_step(report):
        lines.append((Part(step),))
    if apart := say_apart(report):
        lines.append((Part("Also new: "), Part(apart, target="notices"), Part(", for information.")))
    return lines


def _foreign(text: str, shown: Shown, limit: int = LINE) -> Part:
    return Part(clean_line(text, limit) or "(nothing)", shown)


def say_first_step(report: Report) -> str:
    """Return what to do first, a sentence in our words; empty where the lists of the report say it."""
    if report.faults:
        return "First: mend the errors in the check itself; then run it again."
    if report.verdict is not Verdict.DRIFT:
        is_whole = report.verdict is Verdict.CONFORMS and not report.inconclusive and not report.losses
        return "Nothing has to be done." if is_whole and not report.stale else advice(report)
    gravest = find_gravest(report)
    if gravest is None:
        return "First: remove what is out of date; the notes name it."
    look = "repeat its request" if gravest.request else "look at it"
    if gravest.kind in HOLES:
        return f"First: {look}, and report it to the vendor in private."
    if gravest.kind.startswith(FAULTS):
        return f"First: {look}, and report it to the vendor."
    return f"First: {look}. If the API is right, correct the document; if not, report it to the vendor."


def find_main_reason(report: Report) -> str:
    """Return why the run is inconclusive; empty for any other, and where errors of the check say it."""
    if report.verdict is not Verdict.INCONCLUSIVE or report.faults:
        return ""
    reasons = [*say_losses(report)[:1], *(each for each, _ in group_by_reason(report.inconclusive))]
    return next(filter(None, reasons), "")


def say_apart(report: Report) -> str:
    """Return how many of the new findings are no drift, such as `2 notices`; empty without any."""
    apart = Counter(each.severity for each in report.findings if each.state is State.NEW and not each.is_drift)
    numbers = ((apart.pop(Severity.NOTICE, 0), "notice"), (apart.total(), "addition"))
    return " and ".join(counted(number, noun) for number, noun in numbers if number)


def say_coverage(report: Report) -> str:
    """Return how many probes came to a result and what left the others out; empty for a report of an older version."""
    coverage = report.coverage
    if coverage is None:
        return ""
    numbers = [(number, words) for key, words in LEFT_OUT.items() if (number := coverage.left_out.get(key))]
    left_out = [f"{number} {words if place else f'left out {words}'}" for place, (number, words) in enumerate(numbers)]
    said = ", ".join([f"{coverage.answered} of {coverage.probes} probes", *left_out])
    return f"{said}; a full round takes {coverage.nights} nights" if left_out and coverage.nights > 1 else said


def say_remedy(report: Report) -> str:
    """Return what would let a run see a success that saw none, though nothing went wrong; empty for any other run."""
    if report.verdict is not Verdict.INCONCLUSIVE or report.losses:
        return ""
    gaps = [(each.operation, each.code, each.reason) for each in report.inconclusive]
    gaps += [(each.operation, probe.code, probe.reason) for each in report.inconclusive for probe in each.questions]
    codes = {code for _, code, _ in gaps}
    if codes & {SkipCode.NO_VALUE, SkipCode.NOT_THERE}:
        names = list(dict.fromkeys(chain.from_iterable(_find_variables(*gap) for gap in gaps)))
        more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
        values = " and ".join([", ".join(names[:MOST_NAMED]), *more])
        return f"set {values}, or switch on the test call in {POLICY}" if names else f"add what is missing to {POLICY}"
    remedies = {
        SkipCode.REFUSED: "check the credentials",
        SkipCode.MADE_UP: f"give the values that it wants in {OVERLAY} or {POLICY}",
        SkipCode.NO_CREDENTIALS: "set the credentials",
        SkipCode.POLICY: f"allow an operation in {POLICY}",
        SkipCode.BUDGET: "raise --max-requests",
    }
    return next((remedy for code, remedy in remedies.items() if code in codes), "")


def _find_variables(label: str, code: str, reason: str) -> list[str]:
    """Return the variables that an operation wants, by why it came to no result."""
    if code == SkipCode.NOT_THERE:
        # It is most likely what the last parameter names that has gone.
        return [variable_of(name) for name in PARAMETER.findall(label)[-1:]]
    return VARIABLE.findall(reason) if code == SkipCode.NO_VALUE else []


def advice(report: Report) -> str:
    """Return what to do after an inconclusive run, a sentence; empty for any other, and where errors say it."""
    if report.verdict is not Verdict.INCONCLUSIVE or report.faults:
        return ""
    if remedy := say_remedy(report):
        return f"To get a verdict, {remedy}."
    return (
        "Check the address, the network, the credentials and the values of path parameters; then run the check again."
    )


def count_unanswered(report: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the probes without a result in this run, each with its operation, by the day on which they last had one.

    Those that never had one come first, then the oldest; their day is empty.
    """
    days: dict[str, list[tuple[str, str]]] = {}
    for operation in report.operations:
        for probe in operation.questions:
            if not probe.is_answered:
                day = (probe.last_answered_at or "").partition("T")[0]
                days.setdefault(day, []).append((operation.operation, probe.question))
    return sorted(days.items())


def _count_states(report: Report) -> str:
    states = Counter(each.state for each in report.findings if each.is_drift or each.state is not State.NEW)
    return ", ".join([*(f"{states[state]} {state}" for state in State), f"{len(report.stale)} stale"])


def _count_verdicts(report: Report) -> Counter[Verdict]:
    return Counter(operation.verdict for operation in report.operations)


def settling_of(report: Report, record: Path = RECORD, overlay: Path | None = None) -> Settling:
    """Return what settles the findings of a report that is at `record`; `overlay` is the run's own, if it had one."""
    return Settling(record, overlay, report.target.kind is Kind.LIVE, bool(report.document.overlay_sha256))


TEMPLATES.filters.update(clean_line=clean_line, code=code, code_block=code_block)
TEMPLATES.globals.update(
    counted=counted,
    count_states=_count_states,
    count_unanswered=count_unanswered,
    count_verdicts=_count_verdicts,
    first_lines=first_lines,
    group_by_kind=group_by_kind,
    group_by_reason=group_by_reason,
    few=FEW,
    say_apart=say_apart,
    say_coverage=say_coverage,
    say_losses=say_losses,
    say_remedy=say_remedy,
    meanings=MEANINGS,
    mock_note="The target was the mock, which is made from the OpenAPI document. The run shows whether the document, "
    "its examples and the client agree. It shows nothing about the live API.",
    has_actions=has_actions,
    say_by_hand=say_by_hand,
)
