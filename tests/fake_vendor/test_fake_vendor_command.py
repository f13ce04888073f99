"""`python -m fake_vendor`: serves until told to end; a user's mistake is one sentence and status 2."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from fake_vendor.__main__ import main
from fake_vendor.variants.switches import SWITCHES

ROOT = Path(__file__).parents[2]


def start(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """The running command, and the variables that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fake_vendor", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    variables = {}
    for line in process.stdout:
        if line.startswith("# Ctrl-C"):
            break
        name, equals, value = line.removeprefix("export ").strip().partition("=")
        variables |= {name: value} if equals else {}
    return process, variables


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str], Path]]:
    log = tmp_path / "log.jsonl"
    process, variables = start("--drift", "path.trailing_slash", "--drift", "field.missing:from", "--log", str(log))
    yield process, variables, log
    process.kill()
    process.communicate(timeout=10)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_serves_the_shipped_document_until_it_is_told_to_end(
    number: signal.Signals, status: int, served: tuple[subprocess.Popen[str], dict[str, str], Path]
) -> None:
    process, variables, log = served
    call = (
        f"{variables['VOBIZ_BASE_URL']}/api/v1/Account/{variables['VOBIZ_AUTH_ID']}/Call/{variables['VOBIZ_CALL_UUID']}"
    )
    headers = {"X-Auth-ID": variables["VOBIZ_AUTH_ID"], "X-Auth-Token": variables["VOBIZ_AUTH_TOKEN"]}
    get = requests.Session()
    get.trust_env = False
    assert get.get(f"{call}/?status=live", headers=headers, timeout=5, allow_redirects=False).status_code == 308
    assert "from" not in get.get(f"{call}?status=live", headers=headers, timeout=5).json()
    assert len(log.read_text().splitlines()) == 2
    process.send_signal(number)
    assert process.wait(timeout=5) == status
    assert process.stderr is not None
    assert process.stderr.read() == ("fake_vendor: interrupted\n" if status else "")


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'fake_vendor'], stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    vendor = int(parent.stdout.readline())
    parent.kill()
    parent.communicate(timeout=5)
    for _ in range(50):
        time.sleep(0.1)
        try:
            os.kill(vendor, 0)
        except ProcessLookupError:
            return
        if "State:\tZ" in Path(f"/proc/{vendor}/status").read_text():
            return
    os.kill(vendor, signal.SIGKILL)
    pytest.fail("the fake vendor outlived the process that started it")


def test_the_list_names_every_switch(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name}" in listed for name in SWITCHES)
    assert all(title in listed for title in ("Drifts:", "Harmless variants:", "Outages:"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--drift", "field.gone"],
        ["--drift", "field.missing:nowhere"],
        ["--set", "VOBIZ_CALL_UUID"],
        ["--set", "VOBIZ_NOTHING=1"],
        ["--document", "nowhere.yaml"],
        ["--document", "README.md"],
        ["--log", "/proc/nowhere/log"],
        ["--port", "70000"],
        ["--port", "x"],
        ["--nonsense"],
        ["positional"],
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("fake_vendor: ")
    assert printed.err.count("\n") == 1


def test_a_mistyped_option_or_drift_names_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--drit", "field.missing"])
    assert "'--drift'" in capsys.readouterr().err
    main(["--drift", "field.mising"])
    assert "did you mean field.missing?" in capsys.readouterr().err
