"""Run the contract and exit with its verdict, or work on what a run found: `python -m contract_tests --help`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from contract_tests.harness.accepting import accept
from contract_tests.harness.errors import RunFault
from contract_tests.harness.reporting.reading import read_report
from contract_tests.harness.reporting.writing import write_reports
from contract_tests.harness.settings import PYTEST_STRICT, add_options, read_settings
from contract_tests.harness.status import Status
from vendor_spec.errors import SpecError

FOLDER = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conforms, 1 drift, 3 inconclusive, 2 wrong usage, 4 fault of the harness, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given and given[0] in COMMANDS:
            return COMMANDS[given[0]](given[1:])
        return run(given)
    except (RunFault, SpecError) as error:
        print(f"contract_tests: {error}", file=sys.stderr)
        return getattr(error, "status", Status.USAGE)


def run(given: list[str]) -> int:
    """Run the contract through pytest."""
    listed = "\n".join(f"  {name:8} {work.__doc__}" for name, work in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests",
        description=__doc__,
        epilog=f"instead of a run:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_options(parser.add_argument)
    options = parser.parse_args(given)
    read_settings(options, FOLDER.parent)
    passed_on = [PYTEST_STRICT if argument == "--strict" else argument for argument in given]
    return int(pytest.main([str(FOLDER), *QUIET, *passed_on]))


def page(given: list[str]) -> int:
    """write the reports anew from a drift.json"""
    parser = argparse.ArgumentParser(prog="python -m contract_tests page", description=page.__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FOLDER.parent / "reports" / "drift.json")
    file = parser.parse_args(given).file
    write_reports(read_report(file), file.parent)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {"accept": accept, "page": page}
QUIET = (
    "-v",
    "--no-header",
    "--no-summary",
    "--tb=short",
    "-p",
    "no:cacheprovider",
    "-o",
    "console_output_style=progress",
)

if __name__ == "__main__":
    sys.exit(main())
