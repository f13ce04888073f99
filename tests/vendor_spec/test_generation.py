"""The client on disk is whole, marked, and exactly what the document gives."""

import ast
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openapi_python_client
import pytest
from openapi_python_client.parser.errors import GeneratorError

from tests.conftest import Copy
from tests.documents import document, text, with_operation
from vendor_spec.errors import SpecError
from vendor_spec.files import tree_sha256
from vendor_spec.generate.generation import MARK, find_differences, generate
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project


def test_every_file_is_marked_and_typed(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    corrected = build(project)
    generate(project, corrected)
    files = sorted(project.client.rglob("*.py"))
    assert all(file.read_text().startswith(MARK) for file in files)
    assert all(ast.parse(file.read_text()) for file in files)
    assert (project.client / "py.typed").is_file()
    assert "class Number(" in (project.client / "models" / "number.py").read_text()
    stamp = json.loads((project.client / "_stamp.json").read_text())
    assert stamp["document_sha256"] == corrected.document.sha256
    assert stamp["overlay_sha256"] == corrected.overlay.sha256
    assert stamp["generator"] == "openapi-python-client 0.29.1"
    assert stamp["operations"] == 1


def test_a_second_run_gives_the_same_bytes_and_no_strays(make_project: Callable[..., Project]) -> None:
    project = make_project(text(with_operation("/calls", "post", operationId="make-call", tags=["Calls"])))
    generate(project, build(project))
    first = tree_sha256(project.client)
    generate(project, build(project))
    assert tree_sha256(project.client) == first
    make_project(text(document()))
    generate(project, build(project))
    assert not (project.client / "api" / "calls").exists()


def test_nothing_changed_is_noticed_and_so_is_every_change(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    corrected = build(project)
    assert generate(project, corrected)
    assert not generate(project, corrected)
    (project.client / "stray.py").write_text("")
    assert find_differences(project, corrected) == ["stray.py: stray"]
    (project.client / "stray.py").unlink()
    (project.client / "client.py").write_text("")
    (project.client / "errors.py").unlink()
    assert find_differences(project, corrected) == ["client.py: differs", "errors.py: missing"]
    assert generate(project, corrected)
    assert find_differences(project, corrected) == []


def test_an_override_of_a_class_that_is_not_there_is_an_error(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    with project.generator_config.open("a") as config:
        config.write("class_overrides:\n  Nothing:\n    class_name: Something\n")
    with pytest.raises(SpecError, match="overrides the class Nothing"):
        generate(project, build(project))
    assert not project.client.exists()


def test_what_the_generator_refuses_leaves_the_old_client(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(text(document()))
    generate(project, build(project))
    before = tree_sha256(project.client)
    make_project(text(with_operation("/calls", "get")))
    refused = [GeneratorError(header="It would not")]
    monkeypatch.setattr(openapi_python_client.Project, "build", lambda _: refused)
    with pytest.raises(SpecError, match="openapi-python-client cannot generate the client: It would not"):
        generate(project, build(project))
    assert tree_sha256(project.client) == before
    assert sorted(path.name for path in project.client.parent.iterdir()) == ["API.md", "vobiz_client"]


def test_an_interrupted_run_leaves_the_old_client_whole(copy: Copy) -> None:
    before = tree_sha256(copy.project.client)
    copy.edit("generator-config.yml", "literal_enums: true", "literal_enums: true  # changed")
    generated = copy.root / "generated"
    for end in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        process = subprocess.Popen(
            [sys.executable, "-m", "vendor_spec", "generate"],
            cwd=copy.root,
            env=copy.environment(),
            stderr=subprocess.PIPE,
        )
        while not list(generated.glob(".new-*/vobiz_client/models")):
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(end)
        assert process.wait(10) != 0
        assert b"Traceback" not in (process.stderr.read() if process.stderr else b"")
        assert tree_sha256(copy.project.client) == before
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    assert sorted(path.name for path in generated.iterdir()) == ["API.md", "vobiz_client"]


def test_a_read_only_folder_is_one_sentence(copy: Copy) -> None:
    copy.edit("generator-config.yml", "literal_enums: true", "literal_enums: true  # changed")
    generated = copy.root / "generated"
    generated.chmod(0o555)
    # Root may write anywhere, unless it gives up the right to.
    plain_user = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    outcome = subprocess.run(
        [*plain_user, sys.executable, "-m", "vendor_spec", "generate"],
        cwd=copy.root,
        env=copy.environment(),
        capture_output=True,
        text=True,
    )
    generated.chmod(0o755)
    assert outcome.returncode == 2
    assert "cannot be written" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_one_sentence(copy: Copy, tmp_path: Path) -> None:
    (copy.root / "generated").rename(tmp_path / "aside")
    (copy.root / "generated").write_text("a file where the folder should be")
    outcome = copy.run("-m", "vendor_spec", "generate")
    assert outcome.returncode == 2
    assert outcome.stderr.count("\n") == 1
    assert "generated" in outcome.stderr


def test_the_committed_client_is_what_the_document_gives() -> None:
    project = Project(Path(__file__).parents[2])
    assert find_differences(project, build(project)) == []
