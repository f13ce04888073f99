"""`drift.md`: the report for the summary of a job, or the body of an issue."""

from collections.abc import Callable, Collection
from itertools import chain, takewhile
from typing import Any

from attrs import define

from contract_tests.harness.corrections.settling import Settling
from contract_tests.harness.reporting.clean_text import BLOCK
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import FEW, TEMPLATES, settling_of
from contract_tests.harness.reporting.verdict import group_by_kind, group_by_reason

LONGEST = 60_000  # bytes, so characters at most; GitHub refuses an issue of more than 65,536
SPARED = 1_500  # bytes for the sentences that say what was left out


def render_markdown(report: Report, settling: Settling | None = None) -> str:
    """Return the Markdown for a report, at most LONGEST characters.

    Whatever a vendor or a document wrote stands in code, where it can be no link, image, HTML, mention or reference.
    """
    page = _Page()
    text = TEMPLATES.get_template("formats/drift.md.jinja").render(
        report=report,
        settling=settling or settling_of(report),
        # Of what is alike, the first few are shown whole or each, and the others in a line.
        by_kind=lambda findings: [
            (finding, number < FEW) for alike in group_by_kind(findings) for number, finding in enumerate(alike)
        ],
        inconclusive=[
            (reason, operations)
            for reason, alike in group_by_reason(report.inconclusive)
            for operations in ([alike] if len(alike) > FEW else [[operation] for operation in alike])
        ],
        methods=", ".join(f"{method} {number}" for method, number in report.requests.by_method.items()),
        longest_block=BLOCK,
        head=page.head,
        part=page.part,
    )
    return text.strip()


@define
class _Page:
    """Shows the template's blocks, as many as there is room for."""

    left: int = LONGEST - SPARED

    def head(self, caller: Callable[[], str]) -> str:
        """Return what stands at the top, which is always short enough."""
        text = caller().strip()
        self._take(text)
        return text

    def part(
        self, title: str, nouns: str, items: Collection[Any], opening: str = "", *, caller: Callable[[Any], str]
    ) -> str:
        """Return a part with a block for each item, none without items; it says how many there was no room for."""
        blocks = chain([f"## {title}\n\n{opening}"], map(caller, items)) if items else ()
        shown = list(takewhile(self._take, (f"\n\n{block.strip()}" for block in blocks)))
        if left_out := len(items) - max(len(shown) - 1, 0):
            # SPARED is kept for this sentence, which each part has once at most.
            where = "all are in reports/drift.json and drift.html"
            shown.append(f"\n\nLeft out here ({title}): {left_out} {nouns}; {where}.")
        return "".join(shown)

    def _take(self, block: str) -> bool:
        size = len(block.encode())
        fits = size <= self.left
        self.left -= size if fits else 0
        return fits
