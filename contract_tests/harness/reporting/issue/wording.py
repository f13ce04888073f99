"""The words of the issue. The report in it quotes the vendor's responses, which must not mention or embed anything."""

import re
from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from contract_tests.harness.findings.kinds import KINDS
from contract_tests.harness.reporting.clean_text import fence_of
from contract_tests.harness.reporting.exit_status import Status
from contract_tests.harness.reporting.issue.decision import Action, Decision
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import TEMPLATES
from vendor_spec.counts import counted

LONGEST = 60_000  # characters; GitHub refuses a body of more than 65,536
_MENTIONS = re.compile(r"@\w|#\d|\bGH-\d", re.IGNORECASE)


def title_of(report: Report, decision: Decision) -> str:
    """Return one line, made of our own words only."""
    if decision.status is Status.INCONCLUSIVE:
        return f"Contract check: inconclusive for {decision.row} nights in a row"
    kinds = Counter(finding.kind for finding in report.drift if finding.kind in KINDS)
    if not kinds:
        return "Contract drift: not found tonight, but some of the probes that showed it came to no result"
    shown = ", ".join(list(kinds)[:3]) + (", ..." if len(kinds) > 3 else "")
    return f"Contract drift: {shown} ({counted(kinds.total(), 'finding')})"


def body_of(report: Report, decision: Decision, markdown: str, run_url: str) -> str:
    """Return the body of the issue, at most LONGEST characters; `markdown` is `drift.md`."""
    template = TEMPLATES.get_template("issue/body.md.jinja")
    head = template.render(report=report, decision=decision, run_url=run_url, fetch=_say_how_to_fetch(run_url))
    # The first lines stand above what is said of the issue, so they need not be said again below it.
    first_lines = TEMPLATES.get_template("headline.md.jinja").render(report=report).strip()
    return head + _fit(markdown.removeprefix(first_lines).lstrip(), LONGEST - len(head))


def _say_how_to_fetch(run_url: str) -> str:
    """Return the command that puts the report of the run where the commands of that report look for it."""
    run = re.search(r"/actions/runs/(\d+)$", run_url)
    if run is None:
        return ""
    folder = f"build/nights/{run[1]}"
    return f"gh run download {run[1]} --name nightly --dir {folder} && mkdir -p reports && cp {folder}/drift.* reports/"


def comment_of(report: Report, decision: Decision, run_url: str) -> str:
    """Return the comment for those who follow the issue; empty when there is nothing new for them."""
    if decision.action is not Action.CLOSE and (decision.action is not Action.UPDATE or not decision.further):
        return ""
    template = TEMPLATES.get_template("issue/comment.md.jinja")
    return template.render(report=report, decision=decision, run_url=run_url).strip()


def _fit(report: str, limit: int) -> str:
    """Return the report, or as many of its first blocks as fit; as code when anything in it would mention or embed."""
    cut = "\n\nThe rest is in the report of the run.\n"
    if not _is_quiet(report):
        fence = fence_of(report, least=3)
        room = limit - len(cut) - 2 * len(fence) - 2
        return f"{fence}\n{report[:room].rstrip()}\n{fence}{cut if len(report) > room else ''}"
    if len(report) <= limit:
        return report
    lines = report.splitlines(keepends=True)
    ends = [token.map[1] for token in _parse(report) if token.level == 0 and token.map]
    fitting = [end for end in ends if len("".join(lines[:end])) + len(cut) <= limit]
    return "".join(lines[: max(fitting, default=0)]).rstrip() + cut


def _parse(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def _is_quiet(report: str) -> bool:
    """Return whether nothing in it mentions a user, points at an issue, embeds an image or is HTML."""
    return not any(
        node.type in ("html_block", "html_inline", "image") or (node.type == "text" and _MENTIONS.search(node.content))
        for node in SyntaxTreeNode(_parse(report)).walk()
    )
