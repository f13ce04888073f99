"""Document, provenance and claims are written together: all new, or all old again, whatever ends the update."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from vendor_spec import transaction
from vendor_spec.errors import SpecError
from vendor_spec.transaction import FOLDER, recover, write_together

ROOT = Path(__file__).parents[2]
OLD = {"one": b"old 1", "two": b"old 2"}
NEW = {"one": b"new 1", "two": b"new 2", "three": b"new 3"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def state(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}


def test_all_files_are_written_and_no_trace_is_left(root: Path) -> None:
    write_together(root, NEW)
    assert state(root) == NEW
    assert not (root / FOLDER).exists()


class Fuse:
    """A stand-in for a function that raises at its n-th call, and works before and after it."""

    def __init__(self, real: Any, at: int, error: BaseException) -> None:
        self.real, self.left, self.error = real, at, error

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise self.error
        return self.real(*arguments, **named)


@pytest.mark.parametrize("at", range(1, 7))
def test_a_full_disk_at_any_write_leaves_all_old(root: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(os, "fsync", Fuse(os.fsync, at, full))
    with pytest.raises(SpecError, match="cannot be written: No space left on device; nothing was changed"):
        write_together(root, NEW)
    assert state(root) == OLD
    assert not (root / FOLDER).exists()


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), OSError(5, "Input/output error")], ids=["Ctrl-C", "broken disk"]
)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_interruption_between_two_files_leaves_all_old(
    root: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    monkeypatch.setattr(Path, "replace", _method(Fuse(Path.replace, at, error)))
    with pytest.raises((KeyboardInterrupt, SpecError)):
        write_together(root, NEW)
    assert state(root) == OLD
    assert not (root / FOLDER).exists()


def _method(fuse: Fuse) -> Any:
    return lambda *arguments: fuse(*arguments)


KILLED = """
import os, signal, sys
from pathlib import Path
from vendor_spec.transaction import write_together
real, left = Path.replace, int(sys.argv[2])
def replace(self, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = replace
write_together(Path(sys.argv[1]), {"one": b"new 1", "two": b"new 2", "three": b"new 3"})
"""


@pytest.mark.parametrize("done", [0, 1, 2])
def test_what_a_kill_left_half_done_is_undone_at_the_next_start(root: Path, done: int) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(root), str(done)], env={"PYTHONPATH": str(ROOT)})
    assert killed.returncode == -signal.SIGKILL
    assert sum(content.startswith(b"new") for content in state(root).values()) == done
    assert recover(root)
    assert state(root) == OLD
    assert not recover(root)


def test_a_recovery_that_was_interrupted_itself_is_finished_by_the_next(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(root), "2"], env={"PYTHONPATH": str(ROOT)}, check=False)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", _method(Fuse(Path.replace, 2, KeyboardInterrupt())))
        with pytest.raises(KeyboardInterrupt):
            recover(root)
    assert recover(root)
    assert state(root) == OLD


def test_a_recovery_waits_for_an_update_that_is_at_work(root: Path) -> None:
    slow = KILLED.replace(
        "os.kill(os.getpid(), signal.SIGKILL)", "print('half', flush=True); __import__('time').sleep(0.5)"
    )
    command = [sys.executable, "-c", slow, str(root), "1"]
    with subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        begun = time.monotonic()
        assert not recover(root)
        assert time.monotonic() - begun > 0.2
        assert process.wait(10) == 0
    assert state(root) == NEW


def test_a_folder_that_cannot_be_written_is_one_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(transaction, "alone_in", refuse)
    with pytest.raises(SpecError, match="cannot be written: Permission denied; nothing was changed"):
        write_together(root, NEW)
    assert state(root) == OLD
