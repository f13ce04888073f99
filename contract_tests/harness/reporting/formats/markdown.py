"""`drift.md`: the report for the summary of a job, or the body of an issue."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import define, field

from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting import ACCEPT, MOCK_NOTE, WHAT_TO_DO
from contract_tests.harness.reporting.clean_text import clean, clean_line
from contract_tests.harness.reporting.exit_status import count_findings
from contract_tests.harness.reporting.groups import FEW, findings_by_kind, inconclusive_by_reason
from contract_tests.harness.reporting.report import Report, ReportedCorrection, ReportedFinding, Verdict

LONGEST = 60_000  # bytes, so characters at most; GitHub refuses an issue of more than 65,536
SPARED = 1_500  # bytes for the sentences that say what was left out
LINE = 400  # characters of a text on one line
BLOCK = 4_000  # characters of a text of its own
VERDICTS = {Verdict.CONFORMS: "conform", Verdict.DRIFT: "with drift", Verdict.INCONCLUSIVE: "inconclusive"}
_BACKTICKS = re.compile("`+")
# A pipe ends a cell even in code, and a backslash before it may or may not keep it from that.
_CELL_END = re.compile(r"[|\\]")


def render_markdown(report: Report) -> str:
    """Return the Markdown for a report, at most LONGEST characters.

    Whatever a vendor or a document wrote stands in code, where it can be no link, image, HTML, mention or reference.
    """
    page = _Page()
    page.add(_headline(report))
    page.add(_facts(report))
    page.add_all("Ended early", [code(report.ended_early)] if report.ended_early else [], "reasons")
    page.add_all("Errors in the check itself", _bullets(report.faults), "errors")
    page.add_all("Notes", _bullets(report.notes), "notes")
    harmless = [finding for finding in report.findings if finding.state == "new" and not finding.is_drift]
    page.add_all("New: this is drift", _by_kind(report.drift), "findings", "\n".join(WHAT_TO_DO))
    page.add_all("Inconclusive", _inconclusive(report), "reasons")
    page.add_all("New, but not counted as drift", _by_kind(harmless), "findings")
    for state, title in (("known", "Known: tolerated for now"), ("corrected", "Corrected in the overlay")):
        resolved = [finding for finding in report.findings if finding.state == state]
        page.add_all(title, map(_short, resolved), "findings")
    page.add_all("Stale: tolerated, but no longer found", _bullets(report.stale), "entries")
    page.add_all("Corrections", map(_correction, report.corrections), "corrections")
    return page.text


def code(text: str, limit: int = LINE) -> str:
    """`text` as code in a line; the backticks around it are more than any in it."""
    shown = clean_line(text, limit) or "(nothing)"
    fence = fence_of(shown, least=1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def code_block(text: str, language: str) -> str:
    """`text` as a block of code; the fence is longer than any backticks in it."""
    shown = clean(text[:BLOCK])
    fence = fence_of(shown, least=3)
    return f"{fence}{language}\n{shown}\n{fence}"


@define
class _Page:
    """Blocks one below the other, as many as there is room for."""

    text: str = ""
    _left: int = field(default=LONGEST - SPARED)

    def add(self, block: str) -> bool:
        """Put a block at the end; False when there is no room for it."""
        size = len(block.encode()) + 2
        if size > self._left:
            return False
        self._left -= size
        self.text += f"\n\n{block}" if self.text else block
        return True

    def add_all(self, title: str, blocks: Iterable[str], nouns: str, opening: str = "") -> None:
        """A part with a title, none when it has no blocks; says how many blocks there was no room for."""
        waiting = list(blocks)
        if waiting and self.add(f"## {title}\n\n{opening}".strip()):
            while waiting and self.add(waiting[0]):
                del waiting[0]
        if waiting:
            # SPARED is kept for this sentence, which each part has once at most.
            self.text += (
                f"\n\nLeft out here ({title}): {len(waiting)} {nouns}; all are in reports/drift.json and drift.html."
            )


def _headline(report: Report) -> str:
    live = f"The target was the live API {code(report.target.base_url)}."
    return f"**Verdict: {report.verdict}**. {MOCK_NOTE if report.target.kind == 'mock' else live}"


def _facts(report: Report) -> str:
    document, requests = report.document, report.requests
    verdicts = Counter(operation.verdict for operation in report.operations)
    index, _, count = report.shard.partition("/")
    methods = ", ".join(f"{method} {number}" for method, number in requests.by_method.items())
    facts = {
        "Findings": count_findings(report),
        "Operations": ", ".join(f"{verdicts[verdict]} {words}" for verdict, words in VERDICTS.items()),
        "Tested": f"{len(report.operations)} of {len(document.operations)} operations"
        + (f" (shard {index} of {count})" if count != "1" else ""),
        "Document": f"sha256 {document.sha256[:12]}, overlay {document.overlay_sha256[:12] or 'none'}",
        "When": f"{report.started_at}, {report.duration_s} s, seed {report.seed}",
        "Requests": f"{requests.total} ({methods or 'none'}), {requests.wrong_credentials} with wrong credentials",
    }
    rows = (f"| {name} | {code(_CELL_END.sub('/', value))} |" for name, value in facts.items())
    return "\n".join(["| Fact | Value |", "|---|---|", *rows])


def _by_kind(findings: Iterable[ReportedFinding]) -> Iterator[str]:
    for alike in findings_by_kind(findings):
        yield from map(_whole, alike[:FEW])
        yield from map(_short, alike[FEW:])


def _whole(finding: ReportedFinding) -> str:
    blocks = [f"### {finding.severity}: {code(finding.kind)}", _place(finding)]
    shown = {"sh": finding.request, "text": finding.response_excerpt}
    blocks += [code_block(text, language) for language, text in shown.items() if text]
    if len(finding.suggestion) > BLOCK:
        blocks.append("The correction for openapi.overlay.yaml is long; it is in reports/drift.json.")
    elif finding.suggestion:
        blocks += ["A correction for openapi.overlay.yaml:", code_block(finding.suggestion, "yaml")]
    accept = f"{ACCEPT} {finding.id}"
    tolerate = f"{accept} --tolerate --reason 'WHY' --until YYYY-MM-DD"
    if finding.suggestion:
        blocks += [
            "To add it to the overlay, or to tolerate it for now:",
            code_block(f"{accept}\n{tolerate}", "sh"),
        ]
    else:
        blocks += ["To tolerate the finding for now:", code_block(tolerate, "sh")]
    return "\n\n".join(blocks)


def _place(finding: ReportedFinding) -> str:
    lines = [
        MEANINGS.get(finding.kind, ""),
        "",
        f"- Operation: {code(finding.operation)}",
        f"- Place: {code(finding.location)}, seen {'once' if finding.count == 1 else f'{finding.count} times'}",
        f"- Expected: {code(finding.expected)}",
        f"- Observed: {code(finding.observed)}",
    ]
    if finding.note:
        lines.append(f"- Note: {code(finding.note)}")
    return "\n".join(lines).strip()


def _short(finding: ReportedFinding) -> str:
    note = f": {code(finding.note)}" if finding.note else ""
    shown = f"expected {code(finding.expected, 120)}, observed {code(finding.observed, 120)}"
    return f"- {code(finding.id)} {code(finding.operation)} at {code(finding.location)}: {shown}{note}"


def _inconclusive(report: Report) -> Iterator[str]:
    for reason, alike in inconclusive_by_reason(report):
        if len(alike) > FEW:
            yield f"- {len(alike)} operations, such as {code(alike[0].operation)}: {code(reason)}"
            continue
        for operation in alike:
            last = operation.last_conclusive_at
            before = f" (last conclusive {code(last)})" if last else ""
            yield f"- {code(operation.operation)}: {code(reason)}{before}"


def _correction(correction: ReportedCorrection) -> str:
    reason = f": {code(correction.reason)}" if correction.reason else ""
    return f"- {code(correction.id)} is {correction.status}{reason}"


def _bullets(texts: Iterable[str]) -> Iterator[str]:
    return (f"- {code(text)}" for text in texts)


def fence_of(text: str, *, least: int) -> str:
    """Backticks, `least` of them or more: one more than any in `text`."""
    return "`" * max(least, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
