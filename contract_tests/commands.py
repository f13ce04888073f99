"""The commands of `python -m contract_tests`: a run, and what is done with reports of earlier ones.

Each imports what it needs when it is called: pytest and Schemathesis take a second, which only a run has to spend.
"""

from __future__ import annotations

import gc
import shlex
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.reporting.exit_status import status_of
from contract_tests.harness.run.settings import OPTIONS, PYTEST_STRICT, Settings
from contract_tests.harness.target.target import Kind, live_target, missing_variables
from vendor_spec.project import OWN

if TYPE_CHECKING:
    from contract_tests.harness.target.mock.starting import StartingMock

REPORT = OWN.reports / "drift.json"
WATCH_EVERY = 1.0  # seconds between two looks at whether the mock responds
SILENT = ("-pno:terminal", "-oaddopts=", "--assert=plain", "-pno:cacheprovider", "-pno:unraisableexception")
QUIET = (
    "-v",
    "--no-header",
    "--no-summary",
    "--tb=short",
    "--assert=plain",  # rewriting Schemathesis costs seconds, and findings are no asserts
    "-pno:cacheprovider",
    "-pno:anyio",  # it loads trio where there is one
    "-pno:unraisableexception",  # it collects garbage five times at the end, of all that Schemathesis has loaded
    "-oconsole_output_style=progress",
)


@click.group(
    invoke_without_command=True,
    params=list(OPTIONS),
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[COMMAND [ARGS]...]",
)
@click.pass_context
def program(context: click.Context, /, **options: Any) -> int:
    """Run the contract check; the exit status gives the verdict. A COMMAND works on the report of an earlier run."""
    given: list[str] = context.obj
    if context.invoked_subcommand is None:
        return _run(Settings(**options), [PYTEST_STRICT if argument == "--strict" else argument for argument in given])
    if given[0] != context.invoked_subcommand:
        raise UsageFault(f"{given[0]} is for a run; leave it out, or leave out {context.invoked_subcommand}")
    return 0


def _run(settings: Settings, given: list[str]) -> int:
    if settings.target is Kind.LIVE and not settings.plan:
        _require_variables(settings, given)
    gc.disable()  # until the first test: imports make a million objects, and all stay
    with _starting_mock(settings) as plugins:
        import pytest

        gc.freeze()
        # Python 3.14 does not see who refers to Hypothesis's own generator of random numbers.
        warnings.filterwarnings("ignore", "It looks like `register_random`")
        return int(pytest.main([str(OWN.contract_tests), *(SILENT if settings.plan else QUIET), *given], plugins))


@contextmanager
def _starting_mock(settings: Settings) -> Iterator[list[StartingMock]]:
    """Start the mock of a mock run before anything else is imported; yield it as a plugin, so that the run finds it."""
    if settings.target is Kind.LIVE or settings.plan:
        yield []
        return
    from contract_tests.harness.target.mock.starting import StartingMock
    from vendor_spec.overlay.correction import correct

    starting = StartingMock.begin(correct(OWN, settings.overlay))
    try:
        yield [starting]
    finally:
        starting.stop()


def _require_variables(settings: Settings, given: list[str]) -> None:
    """Raise UsageFault when a live run lacks variables, after telling the user what it would do with them."""
    import pytest

    from contract_tests.harness.valid_requests.cases import credential_variables
    from vendor_spec.overlay.correction import correct

    variables = credential_variables(correct(OWN, settings.overlay).content)
    if missing := missing_variables(variables):
        pytest.main([str(OWN.contract_tests), *SILENT, *given, "--plan"])
        values = " ".join(f"{name}={'https://' if name == 'VOBIZ_BASE_URL' else ''}..." for name in missing)
        print(f"nothing was sent; say this, and the same for what is marked (not set) above:\n  export {values}")
        live_target(variables)


class _Page(click.Command):
    """Lets `--history` take several paths, as a wildcard gives them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--history" in args:
            start = args.index("--history")
            pairs = [word for path in args[start + 1 :] for word in ("--history", path)]
            args = [*args[:start], *(pairs or ["--history"])]
        return super().parse_args(ctx, args)


@program.command(cls=_Page)
@click.argument("file", type=Path, default=REPORT)
@click.option("--history", multiple=True, metavar="PATH...", type=Path, help="earlier reports: files or folders")
def page(file: Path, history: tuple[Path, ...]) -> None:
    """Write all reports again from a drift.json."""
    from contract_tests.harness.reporting.past_runs import find_records, read_nights
    from contract_tests.harness.reporting.read import read_report
    from contract_tests.harness.reporting.write import write_reports

    nights = []
    for path in history:
        files = find_records(path) if path.is_dir() else [path]
        if not files:
            raise UsageFault(f"{path} holds no drift.json and no history.json; name the folder of earlier reports")
        nights += [night for record in files for night in read_nights(record)]
    write_reports(read_report(file), file.parent, history=nights)
    print(file.with_name("drift.html"))


@program.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=Path)
@click.option("--into", type=Path, default=OWN.reports, metavar="FOLDER", help="default: reports")
def merge(files: tuple[Path, ...], into: Path) -> int:
    """Merge the reports of all shards into one.

    A FILE is a shard's drift.json, or its folder.
    """
    from contract_tests.harness.reporting.formats.terminal import lines
    from contract_tests.harness.reporting.merge import merge_reports
    from contract_tests.harness.reporting.templates import settling_of
    from contract_tests.harness.reporting.write import write_reports

    report, exchanges = merge_reports(files)
    report = write_reports(report, into, exchanges)
    print("\n".join(lines(report, settling_of(report, into / "drift.json"))))
    return status_of(report)


@program.command()
@click.option("--issues", type=Path, required=True, metavar="FILE", help="the output of `gh issue list`")
@click.option("--nights", type=Path, metavar="FOLDER", help="a folder with the reports of earlier nights")
@click.option("--run-url", default="", metavar="URL", help="the address of the run")
def issue(issues: Path, nights: Path | None, run_url: str) -> None:
    """Decide whether the nightly issue is opened, updated or closed, and write its text."""
    from contract_tests.harness.reporting.issue.command import write_issue

    write_issue(OWN.reports, issues, nights, run_url)


@program.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--tolerate", is_flag=True, help="leave the document as it is; needs the next two")
@click.option("--reason", metavar="TEXT", default="", help="why it is tolerated")
@click.option("--until", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="the last day, as 2027-01-31")
@click.option("--link", metavar="URL", default="", help="where it is followed up")
@click.option("--report", metavar="FILE", type=Path, default=REPORT, help="default: reports/drift.json")
@click.option("--overlay", metavar="FILE", type=Path, help=f"default: {OWN.overlay.name}")
def accept(ids: tuple[str, ...], report: Path, overlay: Path | None, **toleration: Any) -> None:
    """Correct the document by findings of a report, or tolerate them.

    An ID is a finding's, or the start of it.
    """
    from contract_tests.harness.run.accept import settle

    print("\n".join(settle(ids, report, overlay, **toleration)))


@program.command()
@click.option("--port", type=click.IntRange(1, 65535), default=4010, help="on the loopback interface (default: 4010)")
def mock(port: int) -> None:
    """Serve the mock that a run starts, until interrupted, for work of your own."""
    from contract_tests.harness.target.mock.starting import StartingMock
    from contract_tests.harness.valid_requests.cases import credential_variables
    from contract_tests.harness.valid_requests.credentials import placeholders
    from vendor_spec.overlay.correction import correct

    corrected = correct(OWN, OWN.overlay)
    variables, values = credential_variables(corrected.content), placeholders(corrected.content)
    served = StartingMock.begin(corrected, port).wait()
    lines = [f"# the mock of {corrected.document.name} at {served.url}", f"export VOBIZ_BASE_URL={served.url}"]
    lines += [f"export {name}={shlex.quote(values[scheme])}" for scheme, name in variables.items()]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background jobs ignore it
    print("\n".join([*lines, "# Ctrl-C ends it"]), flush=True)
    try:
        while True:
            served.ensure_alive()
            time.sleep(WATCH_EVERY)
    finally:
        served.stop()
