"""The workflow that keeps the client what the document gives: from a newer document to a pull request."""

import json
from pathlib import Path

from tests.conftest import ROOT
from tests.vendor_spec.doc_server import DocServer
from tests.workflows.conftest import TOKEN, git
from tests.workflows.jobs import Runner
from vendor_spec.openapi.yaml_text import load_yaml


def test_a_newer_document_becomes_one_pull_request(runner: Runner, tmp_path: Path) -> None:
    copy, newer = runner.copy, tmp_path / "newer.yaml"
    text = (ROOT / "openapi.yaml").read_text()
    before = "                  direction:\n                    type: string"
    assert before in text
    newer.write_text(
        text.replace(before, before.replace("string", "integer")).replace("direction: outbound", "direction: 1")
    )
    context = {**TOKEN, "github.event_name": "schedule", "vars.VOBIZ_SOURCE": str(newer)}
    assert runner.run("regenerate.yml", "prepare", context) == 0, runner.outputs[-1]
    assert (runner.github / "GITHUB_OUTPUT").read_text() == "changed=yes\n"
    body = (copy.root / "build/proposal/body.md").read_text()
    assert "1 breaking" in body

    # The other job starts from a fresh checkout and the artefact; whatever else is in it must not get in.
    git(copy.root, "reset", "--quiet", "--hard")
    patch = copy.root / "build/proposal/change.patch"
    (copy.root / "Makefile").write_text("all:\n")
    patch.write_text(patch.read_text() + git(copy.root, "diff"))
    git(copy.root, "reset", "--quiet", "--hard")
    assert runner.run("regenerate.yml", "propose", TOKEN) == 0, runner.outputs[-1]
    changed = git(copy.root, "diff", "--name-only", "main", "regenerate")
    assert "generated/vobiz_client/models/live_call.py" in changed
    assert set(changed.split()) >= {"openapi.yaml", "openapi.provenance.yaml"}
    assert "Makefile" not in changed
    assert git(tmp_path / "origin.git", "rev-parse", "regenerate") == git(copy.root, "rev-parse", "regenerate")
    assert (runner.github / "pull-request.md").read_text() == body

    # Another night before it is merged: the same branch, the same pull request.
    git(copy.root, "switch", "--quiet", "main")
    git(copy.root, "branch", "--quiet", "-D", "regenerate")
    (copy.root / "build/proposal/body.md").write_text("newer still\n")
    assert runner.run("regenerate.yml", "propose", TOKEN) == 0, runner.outputs[-1]
    assert (runner.github / "pull-request.md").read_text() == "newer still\n"
    calls = [json.loads(line)[:2] for line in (runner.github / "calls.jsonl").read_text().splitlines()]
    assert calls.count(["pr", "create"]) == 2
    assert calls.count(["workflow", "run"]) == 2


def test_a_night_proposes_what_the_site_has_even_if_a_correction_no_longer_fits_it(
    runner: Runner, tmp_path: Path
) -> None:
    copy = runner.copy
    with DocServer().serve() as site:
        content = load_yaml((ROOT / "openapi.yaml").read_bytes(), "openapi.yaml")
        content["paths"] = {f"/api/v2{path}": item for path, item in content["paths"].items()}
        site.pages["/openapi.json"] = json.dumps(content).encode()
        table = f'document = "{site.url}/openapi.json"\nhosts = ["{site.url.removeprefix("http://")}", "vobiz.ai"]'
        for old in ('document = "https', 'prose = "https', "hosts = ["):
            line = next(line for line in copy.project.pyproject.read_text().splitlines() if line.startswith(old))
            copy.edit("pyproject.toml", f"{line}\n", f"{table}\n" if old.startswith("document") else "")
        git(copy.root, "commit", "--quiet", "--all", "--message", "Another site")
        context = {**TOKEN, "github.event_name": "schedule"}
        assert runner.run("regenerate.yml", "prepare", context) == 0, runner.outputs[-1]
    assert (runner.github / "GITHUB_OUTPUT").read_text() == "changed=yes\n"
    body = (copy.root / "build/proposal/body.md").read_text()
    assert body.startswith(
        "**The client could not be generated, so it is still the old one, and CI is red on this:**\n"
    )
    assert "/api/v1/Account/" in body.splitlines()[2]
    assert copy.run("-m", "vendor_spec", "generate", "--check").returncode == 2  # what CI says of the pull request
    git(copy.root, "reset", "--quiet", "--hard")
    assert runner.run("regenerate.yml", "propose", TOKEN) == 0, runner.outputs[-1]
    changed = git(copy.root, "diff", "--name-only", "main", "regenerate").split()
    assert changed == ["openapi.claims.yaml", "openapi.provenance.yaml", "openapi.yaml"]


def test_nothing_changed_is_no_proposal(runner: Runner) -> None:
    context = {"github.event_name": "push", "github.event.before": "0" * 40}
    assert runner.run("regenerate.yml", "prepare", context) == 0, runner.outputs[-1]
    assert (runner.github / "GITHUB_OUTPUT").read_text() == "changed=no\n"
