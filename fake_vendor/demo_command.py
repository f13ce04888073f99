"""What `python -m fake_vendor.demo` does: a live run against a fake API with three drifts, in a sandbox."""

import json
import os
import shlex
import shutil
import signal
import subprocess
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from attrs import frozen

from fake_vendor.sandbox import MARK, make_sandbox
from fake_vendor.vendor import FakeVendor
from vendor_spec.command_line import ENDS, INTERRUPTED
from vendor_spec.files import write_file
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.correction import correct
from vendor_spec.project import OWN, Project

DRIFTS = ("path.trailing_slash:301", "field.renamed:from=from_number", "auth.not_enforced:absent")
SEVERITIES = ("breaking", "risky")
PYTHON = ".venv/bin/python"
RUN = (PYTHON, "-m", "contract_tests", "--target", "live")
ACCEPT = (PYTHON, "-m", "contract_tests", "accept")
UNTIL = date.today() + timedelta(days=30)
TOLERATED = ("--tolerate", "--reason", "reported to the vendor", "--until", UNTIL.isoformat())


@frozen
class Demo:
    """A sandbox, and the fake API that its live runs call."""

    project: Project
    vendor: FakeVendor

    def run(self, *command: str, shown: bool = True) -> int:
        """Run a command in the sandbox, after showing it; return its exit status.

        Exits with 130 at Ctrl-C and SIGTERM: the command gets them, ends itself, and says so.
        """
        if shown:
            click.secho(f"\n$ {shlex.join(command)}", bold=True)
        # A PYTHONPATH would come before the modules of the sandbox.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment = {**kept, **self.vendor.environment}
        came: list[int] = []
        with subprocess.Popen(command, cwd=self.project.root, env=environment) as process:

            def hand_on(number: int, _: object) -> None:
                came.append(number)
                process.send_signal(number)

            handlers = {number: signal.signal(number, hand_on) for number in ENDS}
            status = process.wait()
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if came:
            raise click.exceptions.Exit(INTERRUPTED)
        return status

    def find(self) -> tuple[list[str], list[str]]:
        """Return the ids of the new drift of the last run: what `accept` can correct, and what it can only tolerate."""
        report = json.loads((self.project.reports / "drift.json").read_text())
        drift = [each for each in report["findings"] if each["state"] == "new" and each["severity"] in SEVERITIES]
        corrected = [each["id"] for each in drift if load_yaml(each["suggestion"].encode(), each["id"])]
        return corrected, [each["id"] for each in drift if each["id"] not in corrected]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--settle", is_flag=True, help="Also settle what is found, and run again; begin with a new sandbox.")
def program(folder: Path, *, settle: bool) -> int:
    """Show a report with three drifts of a fake API, in a copy of the project in FOLDER."""
    if settle:
        shutil.rmtree(folder, ignore_errors=True)
    project = OWN if (OWN.root / MARK).exists() else make_sandbox(folder)
    # The API does not change when the document is corrected.
    api = project.build / "fake-api.json"
    if not api.exists():
        write_file(api, json.dumps(correct(OWN, OWN.overlay).content).encode())
    with FakeVendor(json.loads(api.read_bytes()), DRIFTS) as vendor:
        demo = Demo(project, vendor)
        status = demo.run(*RUN, shown=settle)
        if settle and status == 1:
            status = _settle(demo)
        elif status == 1:
            _say_what_next(demo)
            status = 0
    return status


def _settle(demo: Demo) -> int:
    corrected, tolerated = demo.find()
    status = 0
    if corrected:
        status = demo.run(*ACCEPT, *corrected)
    if tolerated and not status:
        status = demo.run(*ACCEPT, *tolerated, *TOLERATED)
    status = status or demo.run("make", "--no-print-directory", "generate") or demo.run(*RUN)
    where = os.path.relpath(demo.project.root)
    click.echo(f"\nEverything above happened in {where}, a copy: nothing of the project has changed.")
    return status


def _say_what_next(demo: Demo) -> None:
    where = shlex.quote(os.path.relpath(demo.project.root))
    corrected, tolerated = demo.find()
    place = "" if where == "." else f" in {where}"
    page = os.path.relpath(demo.project.reports / "drift.html")
    click.echo(f"\nThis is a sandbox{place}: the findings are a fake API's, and the page is {page}. Go on:")
    lines = [] if where == "." else [(f"cd {where}", "the commands of this report run there")]
    lines += [(shlex.join((*ACCEPT, id_)), "correct the document") for id_ in corrected[:1]]
    lines += [(shlex.join((*ACCEPT, id_, *TOLERATED)), "tolerate it") for id_ in tolerated[:1]]
    lines.append(("make generate drift-demo", "again: what is settled is no longer new"))
    if where != ".":
        lines.append((f"cd - && rm -r {where}", "undo everything"))
    click.echo("\n".join(f"  {command}  # {what}" for command, what in lines))
    port, drifts = urlsplit(demo.vendor.base_url).port, " ".join(DRIFTS)
    click.echo("The requests above work while this runs in another terminal, with the variables that it prints:")
    click.echo(shlex.join(("make", "fake-vendor", f"PORT={port}", f"DRIFT={drifts}")))
    click.echo("All of this in one go: make demo. Next, the real API: `make contract-live` says what it needs.")
