"""The command `python -m fake_vendor`: serve a document with what is switched on, until interrupted."""

import argparse
import os
import signal
import sys
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fake_vendor.errors import VendorFault
from fake_vendor.variants.effects import Section
from fake_vendor.variants.selection import FORM
from fake_vendor.variants.switches import SWITCHES
from fake_vendor.vendor import FakeVendor
from vendor_spec.counts import counted
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

TITLES = {
    Section.DRIFT: "Drifts: behaviour and document disagree",
    Section.HARMLESS: "Harmless variants: the document allows them",
    Section.OUTAGE: "Outages: they say nothing of the document",
}
WATCH_EVERY = 0.5  # seconds between two looks at whether whoever started this is still there


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted or terminated, or until the starting process is gone; return 2 for a user's mistake."""
    options = _parser().parse_args(arguments)
    if options.list:
        return _print(list_names())
    try:
        settings = dict(_read_setting(text) for text in options.set)
        vendor = FakeVendor(
            _read(options.document), options.drift, port=options.port, log=options.log, settings=settings
        )
        return _serve(vendor)
    except (VendorFault, SpecError) as error:
        print(f"fake_vendor: {error}", file=sys.stderr)
        return 2


def list_names() -> str:
    """Return every name that can be switched on, by section, with its argument and what it does."""
    lines = [f"--drift {FORM}; several may be given"]
    for section, title in TITLES.items():
        lines += ["", title]
        for switch in SWITCHES.values():
            if switch.section is section:
                lines.append(f"  {switch.name}{f':{switch.argument}' if switch.argument else ''}")
                lines.append(textwrap.fill(switch.does, 110, initial_indent=" " * 6, subsequent_indent=" " * 6))
    return "\n".join(lines)


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # `--list | head`: without this, Python complains again when it flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fake_vendor", description=__doc__)
    parser.add_argument("--drift", action="append", default=[], metavar="NAME", help=f"switch on {FORM}; repeatable")
    parser.add_argument("--port", type=int, default=0, help="port on the loopback interface (default: a free one)")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append a line of JSON for every request")
    parser.add_argument(
        "--document", type=Path, metavar="FILE", help="serve this one (default: the corrected document)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="VARIABLE=VALUE",
        help="a credential or id, as VOBIZ_CALL_UUID=...",
    )
    parser.add_argument("--list", action="store_true", help="list all names and what they do")
    return parser


def _read(path: Path | None) -> dict[str, Any]:
    if path is not None:
        return parse_document(read_file(path), path.name).content
    project = Project.here()
    return correct(project, project.overlay).content


def _read_setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise VendorFault(f"--set {text}: write VARIABLE=VALUE, such as VOBIZ_CALL_UUID=2ded13fe")
    return name, value


def _serve(vendor: FakeVendor) -> int:
    ended = threading.Event()
    received: list[int] = []

    def end(number: int, _: object) -> None:
        received.append(number)
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    parent = os.getppid()
    with vendor:
        print(_describe(vendor), flush=True)
        while not ended.wait(WATCH_EVERY) and os.getppid() == parent:
            pass
    return 130 if signal.SIGINT in received else 0


def _describe(vendor: FakeVendor) -> str:
    on = ", ".join(vendor.drifts.names) or "nothing"
    lines = [
        f"# fake vendor at {vendor.base_url}, {counted(len(vendor.api.behaviours), 'operation')}, switched on: {on}"
    ]
    lines += [f"export {name}={value}" for name, value in vendor.environment.items()]
    return "\n".join([*lines, "# Ctrl-C ends it"])


if __name__ == "__main__":
    sys.exit(main())
