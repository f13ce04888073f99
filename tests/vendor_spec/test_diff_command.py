"""`vendor_spec diff` and `lint` in a project under git, and how changes are shown."""

import copy
import json
import subprocess
from pathlib import Path

import pytest

from tests.vendor_spec.pages import answer, fields, one_operation
from vendor_spec.__main__ import main
from vendor_spec.diff.change import Change, Rating
from vendor_spec.diff.changes import find_changes
from vendor_spec.diff.rendering import render_markdown, render_text

LABEL = "GET /v1/jobs/{job_id}"
OLD = one_operation(
    "get", "/v1/jobs/{job_id}", {"responses": {"200": answer(fields(id="string")), "404": {"description": "No"}}}
)


def test_nothing_changed_is_no_change() -> None:
    assert render_text([]) == "0 breaking, 0 deprecated, 0 additive"


def test_the_markdown_is_fit_for_a_pull_request_whatever_the_document_says() -> None:
    evil = "@everyone [click](https://evil.test) <img src=x onerror=y> `code\n# Heading"
    new = copy.deepcopy(OLD)
    schema = new["paths"]["/v1/jobs/{job_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"][evil] = {"type": "string", "enum": [evil]}
    changes = [*find_changes(OLD, new), Change(Rating.BREAKING, "x", evil, (f"GET /{evil}",))]
    text = render_markdown(changes)
    assert text.startswith("## Changes in the vendor's document\n\n1 breaking, 0 deprecated, 1 additive\n")
    assert text.index("### Breaking") < text.index("### Additive")
    outside = "".join(part for index, part in enumerate(text.split("`")) if index % 2 == 0)
    for active in ("@everyone", "](http", "<img", "\n# Heading"):
        assert active not in outside
    assert "\x1b" not in render_text([Change(Rating.ADDITIVE, "x", "\x1b[31mred")])


def test_a_thousand_changes_are_counted_and_cut() -> None:
    changes = [Change(rating, "x", f"{number} {'y' * 1000}") for rating in Rating for number in range(1000)]
    text, markdown = render_text(changes), render_markdown(changes)
    for shown in (text, markdown):
        assert "1000 breaking, 1000 deprecated, 1000 additive, 1000 notices" in shown
    assert "and 800 more" in text
    assert "and 900 more" in text
    assert len(markdown) < 30_000
    assert markdown.count(" more\n") == 4


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git whose document has changed since the last commit."""
    (tmp_path / "openapi.overlay.yaml").write_text("overlay: 1.1.0\nactions: []\n")
    (tmp_path / "generator-templates/runtime").mkdir(parents=True)
    (tmp_path / "generator-templates/runtime/version.py").write_text('VERSION = "1.2.3"\n')
    monkeypatch.chdir(tmp_path)
    for old, new in ((None, OLD), (OLD, {**OLD, "security": []})):
        (tmp_path / "openapi.yaml").write_text(json.dumps(new))
        assert main(["accept"]) == 0
        if old is None:
            git = ["git", "-c", "user.name=t", "-c", "user.email=t@t.test", "-C", str(tmp_path)]
            for arguments in (["init", "-q"], ["add", "openapi.yaml"], ["commit", "-qm", "First"]):
                subprocess.run([*git, *arguments], check=True)
    return tmp_path


def test_diff_compares_with_a_commit_or_a_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["diff"]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[-2:] == [
        "1 breaking, 0 deprecated, 0 additive",
        "a release with this is 2.0.0, after 1.2.3",
    ]
    assert f"breaking   {LABEL}: credentials changed" in text
    assert main(["diff", "--markdown", "HEAD"]) == 0
    assert "### Breaking" in capsys.readouterr().out
    assert main(["diff", "openapi.yaml"]) == 0
    assert capsys.readouterr().out == "0 breaking, 0 deprecated, 0 additive\n"


@pytest.mark.parametrize("old", ["nowhere", "--output=x", "HEAD:openapi.yaml", "../../x"])
def test_diff_with_something_else_is_one_sentence(
    repository: Path, capsys: pytest.CaptureFixture[str], old: str
) -> None:
    capsys.readouterr()
    assert main(["diff", "--", old]) == 2
    assert "neither a file nor a commit" in capsys.readouterr().err
    assert not (repository / "x").exists()


def test_lint_gates_on_validity(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["lint"]) == 0
    output = capsys.readouterr().out
    assert "openapi.yaml: valid OpenAPI 3.0.3, 1 operation" in output
    assert "openapi.overlay.yaml: gives a valid document, 1 operation" in output
    document = (repository / "openapi.yaml").read_text()
    (repository / "openapi.yaml").write_text(document.replace('"description": "No"', '"describe": "No"'))
    assert (main(["accept"]), main(["lint"])) == (0, 0)
    output = capsys.readouterr().out
    assert ", response 404: it has no `description`\n" in output
    assert "openapi.yaml: OpenAPI 3.0.3, 1 operation, not valid as it stands" in output
    (repository / "openapi.yaml").write_text(document.replace('"in": "path"', '"at": "path"'))
    assert main(["accept"]) == 0
    assert "warning: it cannot be used yet: openapi.yaml is not a valid OpenAPI 3.0" in capsys.readouterr().out
    assert main(["lint"]) == 2
    assert "is not a valid OpenAPI 3.0 document at #/paths" in capsys.readouterr().err
