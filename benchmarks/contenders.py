"""Who runs in `benchmarks.contract`: our contract run and `st run`, each in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from fake_vendor import FakeVendor
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.project import OWN

ST = Path(sys.executable).with_name("st")
NOT_COPIED = (".git", ".venv", "node_modules", "build", "reports", "tests", "*cache*")
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
    """One run of one tool: seconds, requests sent, those that were not GET, what it said, whether it was cut off."""

    seconds: float
    requests: int
    not_get: int
    said: frozenset[str]
    is_cut_off: bool = False


def copy_project(folder: Path) -> Path:
    """A copy of the project as it is."""
    shutil.copytree(OWN.root, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (folder / "node_modules").symlink_to(OWN.root / "node_modules")
    return folder


def make_folder(content: dict[str, Any], folder: Path) -> Path:
    """A copy of the project whose document is `content`, corrected by nothing, with its client."""
    copy_project(folder)
    (folder / "openapi.yaml").write_text(dump_yaml(content))
    (folder / "openapi.overlay.yaml").write_text("overlay: 1.1.0\nactions: []\n")
    for command in ("accept", "generate"):
        subprocess.run(
            [sys.executable, "-m", "vendor_spec", command],
            cwd=folder,
            env=_environment(folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return folder


def run_ours(content: dict[str, Any], drifts: Sequence[str], folder: Path) -> Outcome:
    """Our run on a fake vendor, with a rate and a budget that do not hold it back."""
    with FakeVendor(content, drifts) as vendor:
        arguments = ("--target", "live", "--rate", "9999/s", "--max-requests", "1000000")
        seconds = time_side_by_side([folder], [arguments], vendor.environment)
        log = vendor.requests
    report = json.loads((folder / "reports" / "drift.json").read_text())
    said = frozenset(finding["kind"] for finding in report["findings"])
    return Outcome(seconds, len(log), sum(entry.method != "GET" for entry in log), said)


def time_side_by_side(
    folders: Sequence[Path], arguments: Sequence[Sequence[str]], environment: Mapping[str, str] | None = None
) -> float:
    """Seconds until our run has ended in all folders, each started with its arguments at the same time."""
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "contract_tests", *given],
            cwd=folder,
            env={**_environment(folder), **(environment or {})},
            stdout=subprocess.DEVNULL,
        )
        for folder, given in zip(folders, arguments, strict=True)
    ]
    statuses = [process.wait() for process in running]
    if not set(statuses) <= {0, 1, 3}:
        raise SystemExit(f"benchmarks.contract: a run ended with {statuses}")
    return time.perf_counter() - began


def run_st(content: dict[str, Any], drifts: Sequence[str], folder: Path, *, tuned: bool, limit: float) -> Outcome:
    """`st run` with the credentials as headers, ended after `limit` seconds."""
    document = folder / "st.yaml"
    document.write_text(dump_yaml(content))
    with FakeVendor(content, drifts) as vendor:
        environment = vendor.environment
        pinned = [f'"path.{name}" = "{environment[f"VOBIZ_{name.upper()}"]}"' for name in ("auth_id", "call_uuid")]
        (folder / "schemathesis.toml").write_text(TUNING + "\n".join(pinned) if tuned else "")
        command = [
            *(str(ST), "run", str(document), "--url", vendor.base_url, "--no-color", "--seed", "1"),
            *("-H", f"X-Auth-ID: {environment['VOBIZ_AUTH_ID']}"),
            *("-H", f"X-Auth-Token: {environment['VOBIZ_AUTH_TOKEN']}"),
        ]
        began, is_cut_off = time.perf_counter(), False
        try:
            said = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=limit).stdout
        except subprocess.TimeoutExpired:
            said, is_cut_off = "", True
        seconds = time.perf_counter() - began
        log = vendor.requests
    lines = frozenset(line.strip() for line in said.splitlines() if line.strip().startswith("- "))
    return Outcome(seconds, len(log), sum(entry.method != "GET" for entry in log), lines, is_cut_off)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOBIZ_")}
    return {**kept, "PYTHONPATH": f"{folder / 'generated'}{os.pathsep}{folder}"}
