"""The commands around a live run, each a real process."""

import sys
import time
from pathlib import Path

import pytest

from contract_tests.harness.errors import RunFault, UsageFault
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
        (python("import sys; sys.exit(3)"), RunFault, "failed with exit status 3"),
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
        with pytest.raises(kind) as failure:
            around.start()
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
