"""The commands around a live run, each a real process."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.harness.errors import OutageFault, RunFault, UsageFault
from contract_tests.harness.target.call_commands import LiveCommands
from contract_tests.harness.target.policy import Command

AFTER = Command((sys.executable, "-c", "import os; print(os.environ['VOBIZ_CALL_UUID'], file=open('ended', 'a'))"), "x")


def commands(folder: Path, *before: str, longest: float = 60.0) -> LiveCommands:
    environment = {"VOBIZ_CALL_UUID": "from the environment"}
    first = Command(before or (sys.executable, "-c", ""), "x")
    return LiveCommands(first, AFTER, folder, environment, ("VOBIZ_AUTH_TOKEN",), longest)


def python(code: str) -> tuple[str, str, str]:
    return sys.executable, "-c", code


def test_what_before_prints_becomes_values_and_after_has_them_once(tmp_path: Path) -> None:
    around = commands(tmp_path, *python("print('ringing\\n VOBIZ_CALL_UUID=a=b \\nVOBIZ_x=1\\nHOME=2')"))
    assert around.start() == {"VOBIZ_CALL_UUID": "a=b"}
    around.finish()
    around.finish()
    assert (tmp_path / "ended").read_text() == "a=b\n"


def test_after_is_not_run_when_before_was_not(tmp_path: Path) -> None:
    commands(tmp_path).finish()
    assert not (tmp_path / "ended").exists()


@pytest.mark.parametrize(
    ("before", "kind", "said"),
    [
        (python("import sys; sys.exit(1)"), RunFault, "failed with exit status 1"),
        (python("import sys; sys.exit(3)"), OutageFault, "found that the target does not respond; see what it says"),
        (("./nowhere",), UsageFault, "live_policy.yaml: `before` (./nowhere) cannot be started: No such file"),
        (python("print('VOBIZ_AUTH_TOKEN=x')"), UsageFault, "`before` sets VOBIZ_AUTH_TOKEN, which only"),
        ((*python("print('$HOME; ls')"), "; exit 1"), None, ""),  # no shell reads it
    ],
)
def test_a_failure_is_one_sentence_and_after_is_due_all_the_same(
    tmp_path: Path, before: tuple[str, ...], kind: type[RunFault] | None, said: str
) -> None:
    around = commands(tmp_path, *before)
    if kind is None:
        assert around.start() == {}
    else:
        with pytest.raises(RunFault) as failure:
            around.start()
        assert type(failure.value) is kind
        assert said in str(failure.value)
    around.finish()
    assert (tmp_path / "ended").read_text() == "from the environment\n"


def test_a_command_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    late = "import time; time.sleep(2); open('late', 'w')"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {late!r}])"
    around = commands(tmp_path, *python(child), longest=1.0)
    began = time.monotonic()
    with pytest.raises(RunFault, match=r"did not end within 1 s and was killed"):
        around.start()
    assert time.monotonic() - began < 5
    time.sleep(1.5)
    assert not (tmp_path / "late").exists()


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, whatever runs the tests."""
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, kept)


def press_when(*files: Path) -> threading.Thread:
    """Press Ctrl-C whenever the next of these files is there, and say so with a file `pressed` at the end."""

    def press() -> None:
        for file in files:
            while not file.exists():
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)
        files[0].with_name("pressed").touch()

    thread = threading.Thread(target=press, daemon=True)
    thread.start()
    return thread


@pytest.mark.usefixtures("interrupts")
def test_an_interrupt_ends_before_gently_runs_after_with_what_it_said_and_is_raised_then(tmp_path: Path) -> None:
    around = commands(
        tmp_path,
        *python(
            "import os, signal, sys, time\n"
            "def end(*_):\n"
            "    open('told', 'w')\n"
            "    while not os.path.exists('pressed'): time.sleep(0.01)\n"
            "    print('VOBIZ_CALL_UUID=late', flush=True); sys.exit(1)\n"
            "signal.signal(signal.SIGTERM, end); open('running', 'w'); time.sleep(60)"
        ),
    )
    # The second one comes while the command cleans up.
    press = press_when(tmp_path / "running", tmp_path / "told")
    with pytest.raises(KeyboardInterrupt):
        around.start()
    press.join()
    around.finish()
    assert (tmp_path / "ended").read_text() == "late\n"


@pytest.mark.usefixtures("interrupts")
def test_no_signal_cuts_after_short(tmp_path: Path) -> None:
    waits = "while not os.path.exists('pressed'): time.sleep(0.01)"
    slow = Command(python(f"import os, time; open('running', 'w')\n{waits}\nopen('done', 'w')"), "x")
    around = LiveCommands(None, slow, tmp_path, {}, ())
    around.start()
    press = press_when(tmp_path / "running")
    around.finish()
    press.join()
    assert (tmp_path / "done").exists()


def test_both_failing_is_one_sentence_and_python_is_that_of_the_check(tmp_path: Path) -> None:
    failing = Command(("python", "-c", "import attrs, sys; sys.exit(3)"), "x")
    around = LiveCommands(failing, failing, tmp_path, {}, ())
    with pytest.raises(
        OutageFault, match=r"`before` .*; live_policy.yaml: `after` .*whether the test call is still on"
    ):
        around.start()
