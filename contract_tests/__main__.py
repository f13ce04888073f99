"""The command `python -m contract_tests`: run the contract and exit with its verdict."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from contract_tests.harness.errors import RunFault
from contract_tests.harness.settings import add_options, read_settings

FOLDER = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conforms, 1 drift, 3 inconclusive, 2 wrong usage, 4 fault of the harness, 130 interrupted."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests", description=__doc__)
    add_options(parser.add_argument)
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(given)
    try:
        read_settings(options, FOLDER.parent)
    except RunFault as error:
        print(f"contract_tests: {error}", file=sys.stderr)
        return error.status
    return int(pytest.main([str(FOLDER), *QUIET, *given]))


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
