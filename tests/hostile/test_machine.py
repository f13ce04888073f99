"""Neighbours, full disks, kills and Ctrl-C around the commands of vendor_spec: one sentence, and files are whole."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT, Copy
from tests.documents import document, text
from tests.hostile.commands import is_one_sentence, leftovers, run, start, updated_project
from tests.vendor_spec.conftest import bytes_below
from tests.vendor_spec.pages import make_page
from vendor_spec import files
from vendor_spec.errors import SpecError
from vendor_spec.files import tree_sha256
from vendor_spec.project import Project

slow = partial(pytest.param, marks=pytest.mark.catalogue)
CHANGE = ("generator-config.yml", "literal_enums: true", "literal_enums: true  # changed")


@pytest.fixture
def updated(tmp_path: Path) -> Project:
    return updated_project(tmp_path)


def test_three_that_generate_at_once_wait_for_each_other(copy: Copy) -> None:
    before = tree_sha256(copy.project.client)
    copy.edit(*CHANGE)
    processes = [start(copy.root, "generate") for _ in range(3)]
    outcomes = [(*process.communicate(timeout=120), process.returncode) for process in processes]
    assert [(error, status) for _, error, status in outcomes] == [("", 0)] * 3
    assert sorted(output.split(": ")[1].split(",")[0].strip() for output, *_ in outcomes) == [
        "current",
        "current",
        "written",
    ]
    assert tree_sha256(copy.project.client) == before
    assert sorted(path.name for path in (copy.root / "generated").iterdir()) == ["API.md", "vobiz_client"]


def test_who_waits_too_long_for_a_neighbour_says_so(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    descriptor = os.open(copy.root / "generated", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(SpecError, match=r"another command has been at work in .*generated for 0\.2 seconds; wait"):
        with files.alone_in(copy.root / "generated"):
            pass
    os.close(descriptor)
    with files.alone_in(copy.root / "generated"):
        pass


def test_a_killed_neighbour_leaves_no_lock(copy: Copy) -> None:
    copy.edit(*CHANGE)
    process = start(copy.root, "generate")
    while not list((copy.root / "generated").glob(".new-*")):
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert run(copy.root, "generate") == (0, "")
    assert leftovers(copy.root / "generated") == []


def test_two_updates_at_once_leave_one_of_the_two(updated: Project, tmp_path: Path) -> None:
    (tmp_path / "second.md").write_text(make_page(summary="Newest"))
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda page: run(updated.root, "update", "--yes", page), ["../first.md", "../second.md"]))
    assert done == [(0, ""), (0, "")]
    assert run(updated.root, "build") == (2, f"vendor_spec: openapi.overlay.yaml is not in {updated.root}; {HERE}\n")
    assert ("Newer" in updated.document.read_text()) != ("Newest" in updated.document.read_text())
    assert leftovers(updated.root) == []


HERE = "run the command in the project's folder, or put the file there"
KILLED = """
import os, sys
left = int(sys.argv[1])
def counted(real):
    def call(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return real(*arguments, **named)
    return call
for name in ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir"):
    setattr(os, name, counted(getattr(os, name)))
from vendor_spec.__main__ import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("step", [18, *map(slow, [n for n in range(31) if n != 18])])
def test_an_update_killed_at_any_step_is_as_if_it_never_was_or_done(updated: Project, step: int) -> None:
    names = ("openapi.yaml", "openapi.provenance.yaml", "openapi.claims.yaml")
    old = {name: (updated.root / name).read_bytes() for name in names}
    command = [sys.executable, "-c", KILLED, str(step), "update", "--yes", "../first.md"]
    subprocess.run(command, cwd=updated.root, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    updated.overlay.write_text("overlay: 1.1.0\nactions: []\n")
    assert run(updated.root, "build") == (0, "")
    new = {name: (updated.root / name).read_bytes() for name in names}
    assert new == old or all(new[name] != old[name] for name in ("openapi.yaml", "openapi.provenance.yaml"))
    assert leftovers(updated.root) == []


@pytest.mark.parametrize("step", [33, *map(slow, [n for n in range(38) if n != 33])])
def test_a_client_that_is_killed_at_any_step_is_whole(make_project: Callable[..., Project], step: int) -> None:
    project = make_project(text(document()))
    command = [sys.executable, "-c", KILLED]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, "999", "generate"], cwd=project.root, env=environment, capture_output=True, check=True)
    old = tree_sha256(project.client)
    newer = document(info={"title": "Newer", "version": "2"})
    make_project(text(newer))
    subprocess.run([*command, str(step), "generate"], cwd=project.root, env=environment, capture_output=True)
    assert run(project.root, "generate", "--check")[0] in (0, 1)
    left = tree_sha256(project.client)
    assert run(project.root, "generate") == (0, "")
    assert left in (old, tree_sha256(project.client))
    assert leftovers(project.root / "generated") == []


@pytest.mark.parametrize("command", ["generate", "update --yes ../newer.yaml", slow("build"), slow("accept")])
def test_a_disk_that_is_full_is_one_sentence_and_changes_nothing(copy: Copy, tmp_path: Path, command: str) -> None:
    copy.edit("openapi.yaml", "title:", "title: Newer") if command == "accept" else copy.edit(*CHANGE)
    (tmp_path / "newer.yaml").write_text(copy.project.document.read_text().replace("title:", "title: Newer", 1))
    before = bytes_below(copy.project)
    assert is_one_sentence(run(copy.root, *command.split(), limit=100), "File too large")
    assert bytes_below(copy.project) == before
    assert leftovers(copy.root) == []


PLAIN_USER = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


@pytest.mark.parametrize("command", ["generate", "update --yes ../newer.yaml", slow("build"), slow("accept")])
def test_a_folder_that_is_read_only_is_one_sentence(copy: Copy, tmp_path: Path, command: str) -> None:
    copy.edit("openapi.yaml", "title:", "title: Newer") if command == "accept" else copy.edit(*CHANGE)
    (tmp_path / "newer.yaml").write_text(copy.project.document.read_text().replace("title:", "title: Newer", 1))
    before = bytes_below(copy.project)
    folders = [copy.root, copy.root / "build", copy.root / "generated"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        program = [*PLAIN_USER, sys.executable, "-m", "vendor_spec", *command.split()]
        done = subprocess.run(program, cwd=copy.root, env=copy.environment(), capture_output=True, text=True)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert is_one_sentence((done.returncode, done.stderr), "Permission denied")
    assert bytes_below(copy.project) == before


@pytest.mark.parametrize(
    "name",
    [
        "openapi.yaml",
        "generated",
        *map(slow, ("openapi.overlay.yaml", "openapi.provenance.yaml", "generator-config.yml")),
    ],
)
def test_what_another_user_keeps_to_himself_is_one_sentence(copy: Copy, name: str) -> None:
    copy.edit(*CHANGE)
    (copy.root / name).chmod(0)
    try:
        program = [*PLAIN_USER, sys.executable, "-m", "vendor_spec", "generate"]
        done = subprocess.run(program, cwd=copy.root, env=copy.environment(), capture_output=True, text=True)
    finally:
        (copy.root / name).chmod(0o755)
    assert is_one_sentence((done.returncode, done.stderr), name, "Permission denied")


@pytest.mark.parametrize("command", ["build", slow("diff"), slow("generate"), slow("--help")])
def test_an_output_that_takes_nothing_is_one_sentence(copy: Copy, command: str) -> None:
    with Path("/dev/full").open("w") as full:
        program = [sys.executable, "-m", "vendor_spec", command]
        environment = copy.environment()
        subprocess.run(["git", "init", "--quiet"], cwd=copy.root, check=True)
        subprocess.run(["git", "add", "openapi.yaml"], cwd=copy.root, check=True)
        author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *author, "commit", "--quiet", "-m", "x"], cwd=copy.root, check=True)
        done = subprocess.run(program, cwd=copy.root, env=environment, stdout=full, stderr=subprocess.PIPE, text=True)
    assert is_one_sentence((done.returncode, done.stderr), "No space left on device")


@pytest.mark.parametrize(
    ("end", "after"),
    [
        *((signal.SIGINT, seconds) for seconds in (0.05, 0.6)),
        (signal.SIGTERM, 0.6),
        *(pytest.param(signal.SIGINT, number / 20, marks=pytest.mark.catalogue) for number in range(50)),
    ],
)
def test_an_interruption_at_any_moment_is_one_line(copy: Copy, end: int, after: float) -> None:
    before = tree_sha256(copy.project.client)
    copy.edit(*CHANGE)
    process = start(copy.root, "generate", start_new_session=True)
    time.sleep(after)
    os.killpg(process.pid, end)
    _, error = process.communicate(timeout=60)
    # Before Python has come to us; and where it ends itself, since the interrupt has come in C code.
    if process.returncode not in (-end, -signal.SIGINT):
        assert (process.returncode, error.count("\n")) in ((130, 1), (0, 0)), error
    assert "Traceback" not in error or after < 0.15
    assert tree_sha256(copy.project.client) == before
    assert leftovers(copy.root / "generated") == []
    with pytest.raises(ProcessLookupError):  # at once, but for one that had just been started
        for _ in range(100):
            os.killpg(process.pid, 0)
            time.sleep(0.1)


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    command = [sys.executable, "-m", "vendor_spec", "build"]
    program = f"import os, sys; os.rmdir(os.getcwd()); os.execv(sys.executable, {command})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "gone", env=environment, capture_output=True, text=True
    )
    assert is_one_sentence((done.returncode, done.stderr), "the current folder is gone")
