"""Run the contract and exit with its verdict, or work on what a run found: `python -m contract_tests --help`."""

import argparse
import difflib
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from contract_tests.harness.errors import RunFault, UsageFault
from contract_tests.harness.reporting.exit_status import Status, status_of
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.issue.command import write_issue
from contract_tests.harness.reporting.merge import merge_reports
from contract_tests.harness.reporting.past_runs import find_records, read_nights
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.write import write_reports
from contract_tests.harness.run.accept import accept
from contract_tests.harness.run.settings import PYTEST_STRICT, Settings, add_options, read_settings
from contract_tests.harness.target.target import Kind, live_target, missing_variables
from contract_tests.harness.valid_requests.cases import credential_variables
from vendor_spec.errors import SpecError
from vendor_spec.overlay.correction import correct
from vendor_spec.project import OWN, Project


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conforms, 1 drift, 3 inconclusive, 2 wrong usage, 4 fault of the harness, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not given or given[0].startswith("-"):
            return run(given)
        if given[0] not in COMMANDS:
            raise UsageFault(f"there is no command {given[0]}{_nearest(given[0], COMMANDS)}")
        return COMMANDS[given[0]](given[1:])
    except (RunFault, SpecError) as error:
        print(f"contract_tests: {error}", file=sys.stderr)
        return getattr(error, "status", Status.USAGE)


def _nearest(name: str, known: Iterable[str]) -> str:
    matches = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {matches[0]}?" if matches else "; --help lists what there is"


def _parse(parser: argparse.ArgumentParser, given: list[str]) -> argparse.Namespace:
    options, unknown = parser.parse_known_args(given)
    if unknown:
        known = [f"--{name.removeprefix('contract_').replace('_', '-')}" for name in vars(options)]
        raise UsageFault(f"there is no {unknown[0]}{_nearest(unknown[0].partition('=')[0], known)}")
    return options


def run(given: list[str]) -> int:
    """Run the contract through pytest."""
    listed = "\n".join(f"  {name:8} {work.__doc__}" for name, work in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests",
        description=__doc__,
        epilog=f"commands, instead of a run (COMMAND --help says more):\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_options(parser.add_argument)
    options = _parse(parser, given)
    settings = read_settings(options, OWN.root)
    passed_on = [PYTEST_STRICT if argument == "--strict" else argument for argument in given]
    if settings.target is Kind.LIVE and not settings.plan:
        _require_variables(settings, passed_on)
    return int(pytest.main([str(OWN.contract_tests), *(SILENT if settings.plan else QUIET), *passed_on]))


def _require_variables(settings: Settings, given: list[str]) -> None:
    """Raise UsageFault when a live run lacks variables, after telling the user what it would do with them."""
    variables = credential_variables(correct(Project(settings.root), settings.overlay).content)
    if missing := missing_variables(variables):
        pytest.main([str(OWN.contract_tests), *SILENT, *given, "--plan"])
        values = " ".join(f"{name}={'https://' if name == 'VOBIZ_BASE_URL' else ''}..." for name in missing)
        print(f"nothing was sent; say this, and the same for what is marked (not set) above:\n  export {values}")
        live_target(variables)


def page(given: list[str]) -> int:
    """write the reports anew from a drift.json"""
    parser = argparse.ArgumentParser(prog="python -m contract_tests page", description=page.__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=OWN.reports / "drift.json")
    parser.add_argument(
        "--history", nargs="+", default=[], type=Path, metavar="PATH", help="earlier reports: files or folders"
    )
    options = _parse(parser, given)
    history = []
    for path in options.history:
        files = find_records(path) if path.is_dir() else [path]
        if not files:
            raise UsageFault(f"{path} holds no drift.json and no history.json; name the folder of earlier reports")
        history += [night for file in files for night in read_nights(file)]
    write_reports(read_report(options.file), options.file.parent, history=history)
    print(options.file.with_name("drift.html"))
    return 0


def merge(given: list[str]) -> int:
    """put the reports of shards together into one"""
    parser = argparse.ArgumentParser(prog="python -m contract_tests merge", description=merge.__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a shard's drift.json, or its folder")
    parser.add_argument("--into", type=Path, default=OWN.reports, metavar="FOLDER", help="default: reports")
    options = _parse(parser, given)
    report, exchanges = merge_reports(options.files)
    report = write_reports(report, options.into, exchanges)
    print("\n".join(lines(report)))
    return status_of(report)


def issue(given: list[str]) -> int:
    """say what becomes of the nightly issue, and write its text"""
    return write_issue(given, OWN.reports)


COMMANDS: dict[str, Callable[[list[str]], int]] = {"accept": accept, "page": page, "merge": merge, "issue": issue}
SILENT = ("-pno:terminal", "-oaddopts=", "--assert=plain", "-pno:cacheprovider", "-pno:unraisableexception")
QUIET = (
    "-v",
    "--no-header",
    "--no-summary",
    "--tb=short",
    "--assert=plain",  # rewriting Schemathesis costs seconds, and findings are no asserts
    "-pno:cacheprovider",
    "-pno:unraisableexception",  # it collects garbage five times at the end, of all that Schemathesis has loaded
    "-oconsole_output_style=progress",
)

if __name__ == "__main__":
    sys.exit(main())
