"""Our contract run beside bare `st run`, on the same document and server: time, requests, and which drifts each finds.

    python -m benchmarks.contract [--drifts N] [--operations N ...]

`st` as it comes is told nothing but the credentials; `tuned` pins the path parameters, follows no redirect and sends no
unexpected methods, as an expert would. A drift counts as found by `st` when it exits 1 and says more than on a vendor
without any drift.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from fake_vendor import FakeVendor
from fake_vendor.catalogue import Entry, read_catalogue
from fake_vendor.effects import Section
from vendor_spec.correction import correct
from vendor_spec.project import Project
from vendor_spec.yaml_text import dump_yaml, unshare

ROOT = Path(__file__).parents[1]
ST = Path(sys.executable).with_name("st")
TUNING = """
max-redirects = 0
[generation]
allow-extra-parameters = false
[phases.coverage]
unexpected-methods = []
[parameters]
"""


@frozen
class Outcome:
    """One run of one tool: seconds, requests sent, those that were not GET, and what it said."""

    seconds: float
    requests: int
    not_get: int
    said: frozenset[str]


def many(content: dict[str, Any], count: int) -> dict[str, Any]:
    """The document with its first operation `count` times, each under a path of its own."""
    made: dict[str, Any] = unshare(content)
    path, item = next(iter(made["paths"].items()))
    made["paths"] = {}
    for number in range(count):
        copy = unshare(item)
        for definition in copy.values():
            definition["operationId"] = f"{definition['operationId']}-{number}"
        made["paths"][path.replace("/Call/", f"/Call{number}/" if number else "/Call/")] = copy
    return made


def run_ours(content: dict[str, Any], drifts: Sequence[str], folder: Path) -> Outcome:
    """Our run, with a rate and a budget that do not hold it back, on a copy of the project with this document."""
    with FakeVendor(content, drifts) as vendor:
        began = time.perf_counter()
        command = [sys.executable, "-m", "contract_tests", "--target", "live", "--rate", "9999/s"]
        subprocess.run(
            [*command, "--max-requests", "1000000", "--overlay", "none"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{folder / 'generated'}{os.pathsep}{folder}", **vendor.environment},
            capture_output=True,
        )
        seconds = time.perf_counter() - began
        log = vendor.requests
    report = json.loads((folder / "reports" / "drift.json").read_text())
    said = frozenset(finding["kind"] for finding in report["findings"])
    return Outcome(seconds, len(log), sum(entry.method != "GET" for entry in log), said)


def run_st(content: dict[str, Any], drifts: Sequence[str], folder: Path, *, tuned: bool) -> Outcome:
    """`st run` with the credentials as headers."""
    document = folder / "st.yaml"
    document.write_text(dump_yaml(content))
    with FakeVendor(content, drifts) as vendor:
        environment = vendor.environment
        pinned = [f'"path.{name}" = "{environment[f"VOBIZ_{name.upper()}"]}"' for name in ("auth_id", "call_uuid")]
        (folder / "schemathesis.toml").write_text(TUNING + "\n".join(pinned) if tuned else "")
        began = time.perf_counter()
        outcome = subprocess.run(
            [
                *(str(ST), "run", str(document), "--url", vendor.base_url, "--no-color"),
                *("-H", f"X-Auth-ID: {environment['VOBIZ_AUTH_ID']}"),
                *("-H", f"X-Auth-Token: {environment['VOBIZ_AUTH_TOKEN']}"),
            ],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - began
        log = vendor.requests
    said = frozenset(line.strip() for line in outcome.stdout.splitlines() if line.strip().startswith("- "))
    return Outcome(seconds, len(log), sum(entry.method != "GET" for entry in log), said)


def our_folder(content: dict[str, Any], parent: Path) -> Path:
    """A copy of the project whose document is `content`."""
    folder = parent / f"project-{len(content['paths'])}"
    ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "build", "reports", "tests", "*cache*")
    shutil.copytree(ROOT, folder, ignore=ignored)
    (folder / "openapi.yaml").write_text(dump_yaml(content))
    for command in (["accept"], ["build"]):
        subprocess.run([sys.executable, "-m", "vendor_spec", *command], cwd=folder, check=False, capture_output=True)
    return folder


def compare_times(content: dict[str, Any], counts: Sequence[int], parent: Path) -> None:
    """Print a row for each number of operations."""
    print(
        "| operations | ours, s | st, ratio | st tuned, ratio | requests: ours, st, tuned | not GET: ours, st, tuned |"
    )
    print("|---|---|---|---|---|---|")
    for count in counts:
        made = many(content, count)
        ours = run_ours(made, [], our_folder(made, parent))
        bare, tuned = (run_st(made, [], parent, tuned=tuned) for tuned in (False, True))
        print(
            f"| {count} | {ours.seconds:.1f} | {bare.seconds / ours.seconds:.2f} | {tuned.seconds / ours.seconds:.2f} "
            f"| {ours.requests}, {bare.requests}, {tuned.requests} | {ours.not_get}, {bare.not_get}, {tuned.not_get} |"
        )


def compare_drifts(content: dict[str, Any], entries: Sequence[Entry], parent: Path) -> None:
    """Print how many of these drifts each tool finds."""
    folder = our_folder(content, parent / "drifts")
    plain = [run_st(content, [], parent, tuned=tuned).said for tuned in (False, True)]
    found = [0, 0, 0]
    for entry in entries:
        found[0] += entry.kind in run_ours(content, [entry.selection], folder).said
        for place, tuned in enumerate((False, True)):
            said = run_st(content, [entry.selection], parent, tuned=tuned).said
            found[place + 1] += bool(said - plain[place])
    print(f"\nDrifts found, of {len(entries)}: ours {found[0]}, st as it comes {found[1]}, st tuned {found[2]}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drifts", type=int, default=24, help="how many drifts of the catalogue (0: none)")
    parser.add_argument("--operations", type=int, nargs="*", default=[1, 10, 100])
    options = parser.parse_args()
    content = correct(Project(ROOT), Project(ROOT).overlay).content
    drifts = [entry for entry in read_catalogue() if entry.section is Section.DRIFT]
    step = max(1, len(drifts) // options.drifts) if options.drifts else 1
    with tempfile.TemporaryDirectory() as place:
        compare_times(content, options.operations, Path(place))
        if options.drifts:
            compare_drifts(content, drifts[::step][: options.drifts], Path(place))


if __name__ == "__main__":
    main()
