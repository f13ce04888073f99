"""What every command of the project does when it is mistyped or interrupted."""

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, Copy, copy_project

# Sends a signal, as often as said, when a module is about to be imported: no moment depends on how fast a machine is.
INTERRUPTED = """
import os, runpy, signal, sys
number, times, module, *sys.argv = sys.argv[1:]
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            sys.meta_path.remove(self)
            for _ in range(int(times)):
                os.kill(os.getpid(), int(number))
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Finder())
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
SIGNALS = [(signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGTERM, 1)]
WHOLE = "vendor_spec: interrupted; every file is the old one or the new one, whole"
RUN = "contract_tests: interrupted"
INTERRUPTIONS = [
    ("contract_tests", "click", RUN),
    ("contract_tests", "contract_tests.harness.target.mock.starting", RUN),
    ("contract_tests", "contract_tests.harness.target.mock.process", RUN),
    ("contract_tests", "pytest", RUN),
    ("contract_tests", "schemathesis", RUN),
    ("contract_tests", "contract_tests.harness.run.plugin", RUN),
    ("contract_tests --plan", "hypothesis", RUN),
    ("contract_tests --help", "contract_tests.commands", RUN),
    ("contract_tests merge nothing.json", "contract_tests.harness.reporting.merge", RUN),
    ("contract_tests page nothing.json", "jinja2", RUN),
    ("contract_tests accept x", "contract_tests.harness.run.accept", RUN),
    ("contract_tests issue --issues x", "contract_tests.harness.reporting.issue.command", RUN),
    ("contract_tests mock --port 0", "contract_tests.harness.run.settings", RUN),
    ("contract_tests.calls place", "httpx", "calls: interrupted"),
    ("contract_tests.calls end", "contract_tests.calls.commands", "calls: interrupted"),
    ("fake_vendor", "fake_vendor.vendor", "fake_vendor: interrupted"),
    ("fake_vendor --list", "click", "fake_vendor: interrupted"),
    ("fake_vendor.demo build/demo", "fake_vendor.sandbox", "fake_vendor.demo: interrupted"),
    ("vendor_spec generate", "vendor_spec.generate.generation", WHOLE),
    ("vendor_spec update openapi.yaml", "vendor_spec.update.fetching", WHOLE),
    ("vendor_spec lint", "vendor_spec.overlay.correction", WHOLE),
    ("release check v1.2.3", "release.commands", "release: interrupted"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy that no test changes."""
    return copy_project(tmp_path_factory.mktemp("command_lines") / "project")


@pytest.mark.parametrize(("command", "module", "sentence"), INTERRUPTIONS)
def test_ctrl_c_is_one_line_and_130_and_leaves_nothing_running(
    command: str, module: str, sentence: str, project: Copy
) -> None:
    number, times = SIGNALS[INTERRUPTIONS.index((command, module, sentence)) % len(SIGNALS)]
    mark = f"{time.time_ns()}"
    ended = project.run("-c", INTERRUPTED, str(int(number)), str(times), module, *command.split(), INTERRUPTION=mark)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", f"{sentence}\n")
    assert _running(mark) == []


def _running(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("contrct", "there is no target contrct; did you mean contract?"),
        ("tests", "there is no target tests; did you mean test?"),
        ("docs", "there is no target docs; make lists them"),
        ("accept", "there is no target accept; say .venv/bin/python -m contract_tests accept"),
    ],
)
def test_a_mistyped_target_names_the_nearest_one(target: str, said: str) -> None:
    made = subprocess.run(["make", target], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (made.returncode, made.stdout) == (2, f"make: {said}\n")
    assert re.fullmatch(r"make: \*\*\* .* Error 2\n", made.stderr)


def test_a_folder_that_a_target_makes_does_not_hide_it(project: Copy) -> None:
    (project.root / "dist").mkdir(exist_ok=True)
    made = subprocess.run(["make", "-n", "dist"], cwd=project.root, capture_output=True, text=True, timeout=30)
    assert "hatchling build" in made.stdout
    assert made.stderr == ""
