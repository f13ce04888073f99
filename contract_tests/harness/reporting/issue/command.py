"""`python -m contract_tests issue`: decide what becomes of the nightly issue, write its texts, print the decision."""

import sys
from pathlib import Path

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.reporting.issue.decision import decide
from contract_tests.harness.reporting.issue.open_issue import read_issue
from contract_tests.harness.reporting.issue.wording import body_of, comment_of, title_of
from contract_tests.harness.reporting.past_runs import find_records, read_readable
from contract_tests.harness.reporting.read import read_report
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, write_file


def write_issue(reports: Path, issues: Path, nights_folder: Path | None, run_url: str) -> None:
    """Write `issue.md` and `issue-comment.md` into `reports`, and print the decision as lines of GITHUB_OUTPUT.

    `action` is open, update, close or nothing; `comment` says whether there is one; `status` is the exit status of the
    night. Raises UsageFault for a file that is not there or not readable.

    Args:
        issues: What `gh issue list` printed.
        nights_folder: The reports of earlier nights.
        run_url: The address of the run.
    """
    report = read_report(reports / "drift.json")
    nights, _ = read_readable(find_records(nights_folder) if nights_folder else [])
    decision = decide(report, nights, read_issue(issues))
    comment = comment_of(report, decision, run_url)
    try:
        markdown = read_file(reports / "drift.md").decode(errors="replace")
    except SpecError:
        raise UsageFault("drift.md is not beside drift.json; `make report` writes it") from None
    write_file(reports / "issue.md", body_of(report, decision, markdown, run_url).encode())
    write_file(reports / "issue-comment.md", comment.encode())
    print(f"action={decision.action.value}")
    print(f"number={decision.issue.number if decision.issue else ''}")
    print(f"title={title_of(report, decision)}")
    print(f"comment={'yes' if comment else 'no'}")
    print(f"status={decision.status.value}")
    print(f"issue: {decision.action.value}: {decision.why}", file=sys.stderr)
