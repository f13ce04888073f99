"""`python -m contract_tests issue`: decide what becomes of the nightly issue, write its texts, print the decision."""

import argparse
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


def write_issue(given: list[str], reports: Path) -> int:
    """Write `issue.md` and `issue-comment.md` into `reports`, and print the decision as lines of GITHUB_OUTPUT.

    `action` is open, update, close or nothing; `comment` says whether there is one; `status` is the exit status of the
    night. Raises UsageFault for a file that is not there or not readable.
    """
    parser = argparse.ArgumentParser(prog="python -m contract_tests issue", description=__doc__)
    parser.add_argument("--issues", type=Path, required=True, metavar="FILE", help="what gh issue list printed")
    parser.add_argument("--nights", type=Path, metavar="FOLDER", help="a folder with the reports of earlier nights")
    parser.add_argument("--run-url", default="", metavar="URL", help="the address of the run")
    options = parser.parse_args(given)
    report = read_report(reports / "drift.json")
    nights, _ = read_readable(find_records(options.nights) if options.nights else [])
    decision = decide(report, nights, read_issue(options.issues))
    comment = comment_of(report, decision, options.run_url)
    try:
        markdown = read_file(reports / "drift.md").decode(errors="replace")
    except SpecError:
        raise UsageFault("drift.md is not beside drift.json; `python -m contract_tests page` writes it") from None
    write_file(reports / "issue.md", body_of(report, decision, markdown, options.run_url).encode())
    write_file(reports / "issue-comment.md", comment.encode())
    print(f"action={decision.action.value}")
    print(f"number={decision.issue.number if decision.issue else ''}")
    print(f"title={title_of(report, decision)}")
    print(f"comment={'yes' if comment else 'no'}")
    print(f"status={decision.status.value}")
    print(f"issue: {decision.action.value}: {decision.why}", file=sys.stderr)
    return 0
