"""What `python -m fake_vendor` does: serve a document with what is switched on, until interrupted."""

import json
import os
import shlex
import signal
import sys
import time
from pathlib import Path
from typing import Any

import click

from fake_vendor.errors import VendorFault
from fake_vendor.variants.effects import Section
from fake_vendor.variants.selections import CONDITIONS, FORM
from fake_vendor.variants.switches import SWITCHES
from fake_vendor.vendor import FakeVendor
from vendor_spec.counts import counted
from vendor_spec.files import read_file
from vendor_spec.openapi.document import parse_document
from vendor_spec.openapi.validation.self_contained import self_contained
from vendor_spec.overlay.correction import correct
from vendor_spec.project import current_project

TITLES = {
    Section.DRIFT: "Drifts: behaviour and document disagree",
    Section.HARMLESS: "Harmless variants: the document allows them",
    Section.OUTAGE: "Outages: they say nothing of the document",
}
WATCH_EVERY = 0.5  # seconds between two looks at whether the process that started this is still there
PATH = click.Path(path_type=Path)


@click.command(help="Serve a document with what is switched on, until interrupted.")
@click.option("--drift", "drifts", multiple=True, metavar="NAME", help=f"Switch on {FORM}; repeatable.")
@click.option("--port", type=int, default=0, help="Port on the loopback interface (default: a free one).")
@click.option("--log", type=PATH, metavar="FILE", help="Append a line of JSON for every request.")
@click.option("--document", type=PATH, metavar="FILE", help="Serve this one (default: the corrected document).")
@click.option("--set", "settings", multiple=True, metavar="VARIABLE=VALUE", help="Give a credential or an id.")
@click.option("--list", "lists", is_flag=True, help="List all names and exit.")
def program(
    drifts: tuple[str, ...], port: int, log: Path | None, document: Path | None, settings: tuple[str, ...], lists: bool
) -> None:
    """End when interrupted, terminated, or left by the process that has started this.

    Raises VendorFault or SpecError for a user's mistake.
    """
    if lists:
        click.echo(list_names())
        return
    chosen = dict(_read_setting(text) for text in settings)
    with FakeVendor(_read(document), drifts, port=port, log=log, settings=chosen) as vendor:
        _serve(vendor)


def list_names() -> str:
    """Return every name that can be switched on, by section, with its argument and what it does."""
    lines = [f"--drift {FORM}; several may be given", "", "Conditions: which requests or responses, if not all"]
    lines += [f"  {condition}: {does}" for condition, does in CONDITIONS.items()]
    for section, title in TITLES.items():
        lines += ["", title]
        for switch in SWITCHES.values():
            if switch.section is section:
                lines.append(f"  {switch.name}{f':{switch.argument}' if switch.argument else ''}")
                lines.append(click.wrap_text(switch.does, 110, initial_indent=" " * 6, subsequent_indent=" " * 6))
    return "\n".join(lines)


def _read(path: Path | None) -> dict[str, Any]:
    if path is not None:
        return self_contained(parse_document(read_file(path), path.name).content)
    project = current_project()
    return correct(project, project.overlay).content


def _read_setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise VendorFault(f"--set {text}: write VARIABLE=VALUE, such as VOBIZ_CALL_UUID=2ded13fe")
    return name, value


def _serve(vendor: FakeVendor) -> None:
    """Print how to reach the vendor and wait for the end."""
    parent = os.getppid()
    on = ", ".join(vendor.drifts.names) or "nothing"
    operations = counted(len(vendor.api.behaviours), "operation")
    lines = [f"# fake vendor at {vendor.base_url}, {operations}, switched on: {on}"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in vendor.environment.items()]
    theirs = ", ".join(f"{name}={json.dumps(value)}" for name, value in vendor.other_account.items())
    lines += [f"# on an account of somebody else: {theirs}"] if theirs else []
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background jobs ignore it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    click.echo("\n".join([*lines, "# Ctrl-C ends it"]))
    while os.getppid() == parent:
        time.sleep(WATCH_EVERY)
