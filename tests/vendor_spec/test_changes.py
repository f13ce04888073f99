"""What changed between two versions of the document, rated for a client."""

import copy
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.vendor_spec.doc_server import DocServer
from tests.vendor_spec.pages import answer, body, fields, one_operation, query
from vendor_spec.__main__ import main
from vendor_spec.diff.changes import Change, Rating, find_changes, render_markdown, render_text
from vendor_spec.errors import SpecError

ROOT = Path(__file__).parents[2]
PATH = "/v1/jobs/{job_id}"
LABEL = f"POST {PATH}"
OLD = one_operation(
    "post",
    PATH,
    {
        "parameters": [query("mode", enum=["a", "b"])],
        "requestBody": body(fields(kind={"type": "string", "enum": ["x", "y"]}, note="string")),
        "responses": {
            "200": answer(fields("id", id="string", state={"type": "string", "enum": ["on", "off"]}, free="string")),
            "404": {"description": "No"},
        },
    },
)


def operation(document: dict[str, Any]) -> dict[str, Any]:
    definition: dict[str, Any] = document["paths"][PATH]["post"]
    return definition


def answered(document: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation(document)["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def sent(document: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation(document)["requestBody"]["content"]["application/json"]["schema"]
    return schema


def changed(change: Callable[[dict[str, Any]], Any]) -> list[Change]:
    new = copy.deepcopy(OLD)
    change(new)
    return find_changes(ROOT, OLD, new)


BREAKING: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "another path of its requests": (
        lambda d: operation(d).update({"x-request-path": f"{PATH}/"}),
        "x-request-path",
    ),
    "all credentials dropped": (lambda d: d.update(security=[]), "became none"),
    "credentials of one operation dropped": (lambda d: operation(d).update(security=[]), "became none"),
    "one of two credentials dropped": (lambda d: d["security"][0].pop("AuthToken"), "became header X-Auth-ID"),
    "credentials added": (
        lambda d: (
            d["security"][0].update(More=[])
            or d["components"]["securitySchemes"].update(More={"type": "http", "scheme": "bearer"})
        ),
        "and http bearer",
    ),
    "an alternative added": (lambda d: d["security"].append({"AuthID": []}), ", or header X-Auth-ID"),
    "the header renamed": (lambda d: d["components"]["securitySchemes"]["AuthID"].update(name="X-Id"), "header X-Id"),
    "a field removed from the answer": (lambda d: answered(d)["properties"].pop("free"), "`free` was removed"),
    "a field renamed": (
        lambda d: answered(d)["properties"].update(gratis=answered(d)["properties"].pop("free")),
        "`free` was removed",
    ),
    "a field removed from the request": (lambda d: sent(d)["properties"].pop("note"), "the field was removed"),
    "an enum of a parameter narrowed": (
        lambda d: operation(d)["parameters"][1]["schema"]["enum"].pop(),
        "Enum lost values: 'b'",
    ),
    "an enum of the request narrowed": (lambda d: sent(d)["properties"]["kind"]["enum"].pop(), "lost values: 'y'"),
    "an enum of the answer narrowed": (
        lambda d: answered(d)["properties"]["state"]["enum"].pop(),
        "Enum lost values: off",
    ),
    "an enum added": (lambda d: answered(d)["properties"]["free"].update(enum=["f"]), "Only the values f are left"),
    "a type changed": (lambda d: answered(d)["properties"]["free"].update(type="integer"), "'string' to 'integer'"),
    "a path moved": (
        lambda d: d["paths"].update({f"{PATH}/": d["paths"].pop(PATH)}),
        f"`{PATH}` was renamed to `{PATH}/`",
    ),
    "an operation removed": (
        lambda d: (
            d["paths"].pop(PATH)
            and d["paths"].update({"/other": {"get": {"responses": {"200": {"description": "x"}}}}})
        ),
        "was removed",
    ),
    "a status removed": (lambda d: operation(d)["responses"].pop("404"), "`404` was removed"),
    "a parameter required": (lambda d: operation(d)["parameters"][1].update(required=True), "required"),
}
COMPATIBLE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a field added": lambda d: answered(d)["properties"].update(more={"type": "string"}),
    "a description": lambda d: operation(d).update(description="More words"),
    "an optional parameter added": lambda d: operation(d)["parameters"].append(query("extra")),
    "an operation added": lambda d: d["paths"].update(
        {"/other": {"get": {"responses": {"200": {"description": "x"}}}}}
    ),
    "an unused scheme": lambda d: d["components"]["securitySchemes"].update(More={"type": "http", "scheme": "basic"}),
    "security written at the operation": lambda d: operation(d).update(security=copy.deepcopy(d["security"])),
}


@pytest.fixture(scope="module")
def changes_of() -> dict[str, list[Change]]:
    """The changes of each case; the cases that change one operation only share a document, each at its own path."""
    old, new = ({**OLD, "paths": {}} for _ in range(2))
    changes: dict[str, list[Change]] = {}
    cases = {name: change for name, (change, _) in BREAKING.items()} | COMPATIBLE
    for number, (name, change) in enumerate(cases.items()):
        document = copy.deepcopy(OLD)
        change(document)
        is_in_operation = document == {**document, "components": OLD["components"]} and list(document["paths"]) == [
            PATH
        ]
        if document["security"] != OLD["security"] and is_in_operation:
            operation(document)["security"] = document["security"]
        if is_in_operation and name != "security written at the operation":  # which changes no operation
            changes[f"/case-{number}{PATH}"] = changes[name] = []
            old["paths"][f"/case-{number}{PATH}"] = OLD["paths"][PATH]
            new["paths"][f"/case-{number}{PATH}"] = document["paths"][PATH]
        else:
            changes[name] = find_changes(ROOT, OLD, document)
    for together in find_changes(ROOT, old, new):
        changes[together.place.rpartition(" ")[2]].append(together)
    return changes


@pytest.mark.parametrize(("case", "sentence"), [(case, sentence) for case, (_, sentence) in BREAKING.items()])
def test_what_breaks_a_client_is_breaking(changes_of: dict[str, list[Change]], case: str, sentence: str) -> None:
    changes = changes_of[case]
    assert any(change.rating is Rating.BREAKING and sentence in change.text for change in changes), changes
    assert changes[0].rating is Rating.BREAKING
    assert changes[0].place.removesuffix("/").endswith(PATH)


@pytest.mark.parametrize("case", COMPATIBLE)
def test_what_breaks_no_client_is_compatible(changes_of: dict[str, list[Change]], case: str) -> None:
    assert {change.rating for change in changes_of[case]} == {Rating.COMPATIBLE}


def test_nothing_changed_is_no_change() -> None:
    assert find_changes(ROOT, OLD, copy.deepcopy(OLD)) == []
    assert render_text([]) == "0 breaking, 0 compatible"


def test_a_change_of_credentials_is_reported_once_for_each_operation() -> None:
    changes = changed(lambda d: d["security"][0].pop("AuthToken"))
    assert [change.place for change in changes] == [LABEL]


def test_the_markdown_is_fit_for_a_pull_request_whatever_the_document_says() -> None:
    evil = "@everyone [click](https://evil.test) <img src=x onerror=y> `code\n# Heading"
    changes = changed(lambda d: answered(d)["properties"].update({evil: {"type": "string"}}))
    changes.append(Change(Rating.BREAKING, f"GET /{evil}", evil))
    text = render_markdown(changes)
    assert text.startswith("## Changes in the vendor's document\n\n1 breaking, 1 compatible\n")
    assert "### Breaking" in text
    assert "### Compatible" in text
    outside = "".join(part for index, part in enumerate(text.split("`")) if index % 2 == 0)
    for active in ("@everyone", "](http", "<img", "\n# Heading"):
        assert active not in outside
    assert "\x1b" not in render_text([Change(Rating.COMPATIBLE, "x", "\x1b[31mred")])


def test_references_in_examples_lead_redocly_nowhere() -> None:
    new = copy.deepcopy(OLD)
    with DocServer({"/x.json": b"{}"}).serve() as server:
        elsewhere = {"$ref": f"{server.url}/x.json"}
        media = operation(new)["responses"]["200"]["content"]["application/json"]
        media["example"] = elsewhere
        media["schema"]["properties"]["free"]["default"] = elsewhere
        operation(new)["requestBody"]["content"]["application/json"]["examples"] = {
            "one": {"externalValue": f"{server.url}/x.json"},
            "two": {"value": elsewhere},
        }
        assert find_changes(ROOT, OLD, new)
        assert not server.statuses


def test_a_change_of_words_is_a_change() -> None:
    changes = changed(lambda d: operation(d)["responses"]["404"].update({"x-words": "Other words"}))
    assert {change.rating for change in changes} == {Rating.COMPATIBLE}


def test_without_node_modules_the_user_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="run `make setup`"):
        find_changes(tmp_path, OLD, {**OLD, "info": {"title": "x", "version": "2"}})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git whose document has changed since the last commit."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "openapi.overlay.yaml").write_text("overlay: 1.1.0\nactions: []\n")
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
    assert text.splitlines()[-1] == "1 breaking, 0 compatible"
    assert f"breaking   {LABEL}: Credentials changed" in text
    assert main(["diff", "--markdown", "HEAD"]) == 0
    assert "### Breaking" in capsys.readouterr().out
    assert main(["diff", "openapi.yaml"]) == 0
    assert capsys.readouterr().out == "0 breaking, 0 compatible\n"


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
