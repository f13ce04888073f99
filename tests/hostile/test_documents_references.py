"""Whatever a document refers to, and wherever: no tool that reads it reads a file, or asks an address."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis

from contract_tests.harness.target.mock.server import MockServer
from fake_vendor.vendor import FakeVendor
from tests.conftest import ROOT
from tests.documents import text
from tests.hostile.baits import REFUSED, SECRET, TAKEN, Bait, one, targets
from vendor_spec.diff.changes import find_changes
from vendor_spec.errors import SpecError
from vendor_spec.generate.generation import generate
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import NO_OVERLAY
from vendor_spec.overlay.correction import CorrectedDocument, build, correct_by
from vendor_spec.project import Project

PATH = "/numbers/{number_id}"
# Prism ends with the one, and the generator knows no schema outside of the components.
NOT_FOR_ALL = ("example of a header", "$id in an extension that is referred to")


@pytest.fixture
def bait() -> Iterator[Bait]:
    with Bait().serve() as bait:
        yield bait


@pytest.fixture
def spellings(tmp_path_factory: pytest.TempPathFactory, bait: Bait) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("bait")
    (folder / "secret.json").write_text(json.dumps({"type": SECRET, "properties": {"a": {"type": SECRET}}}))
    return targets(str(folder), bait.url)


@pytest.mark.parametrize("place", TAKEN)
def test_what_only_looks_like_a_reference_is_a_value(place: str, bait: Bait, spellings: dict[str, str]) -> None:
    for target in spellings.values():
        parse_document(text(TAKEN[place](target)).encode(), "openapi.yaml")
    assert bait.asked == []


@pytest.mark.parametrize("place", REFUSED)
def test_a_reference_that_leads_out_is_refused_in_one_sentence(
    place: str, bait: Bait, spellings: dict[str, str]
) -> None:
    for target in spellings.values():
        if place in ("schema", "not") and target.startswith("#/"):
            continue  # of a place that is not there, anything is taken
        with pytest.raises(SpecError) as refused:
            correct_by(parse_document(text(REFUSED[place](target)).encode(), "openapi.yaml"), NO_OVERLAY)
        assert "openapi.yaml" in str(refused.value)
        assert str(refused.value).isprintable()
        assert SECRET not in str(refused.value)
    assert bait.asked == []


def everything(version: str, spellings: dict[str, str]) -> dict[str, Any]:
    """One document of all that this version allows, each on a path of its own."""
    paths: dict[str, Any] = {}
    merged: dict[str, Any] = {**one(version=version), "paths": paths, "components": {}, "x-a": []}
    for number, (name, make) in enumerate(TAKEN.items()):
        for index, target in enumerate(spellings[spelling] for spelling in ("path", "file address", "address")):
            made = make(target)
            is_newer = made["openapi"][:3] > version[:3]
            if is_newer or name in NOT_FOR_ALL:
                continue
            made = json.loads(json.dumps(made), object_hook=without_default)
            renamed = json.dumps(made).replace("#/components/schemas/", f"#/components/schemas/S{number}x{index}")
            made = json.loads(renamed.replace("get-number", f"get-number-{number}-{index}"))
            paths[f"/a{number}x{index}/{{number_id}}"] = made["paths"][PATH]
            for kind, named in made.get("components", {}).items():
                kinds = merged["components"].setdefault(kind, {})
                kinds.update({f"S{number}x{index}{key}": value for key, value in named.items()})
            merged["x-a"].append(made.get("x-a"))
    return merged


def without_default(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != "default"}  # the generator takes few of them


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_no_tool_follows_a_document_out_of_itself(
    version: str, make_project: Callable[..., Project], bait: Bait, spellings: dict[str, str]
) -> None:
    content = everything(version, spellings)
    assert len(content["paths"]) > 50
    project = make_project(text(content))
    corrected = build(project)
    shown = [project.corrected.read_text()]
    generate(project, corrected)
    shown += [path.read_text() for path in project.client.rglob("*") if path.is_file()]
    older = {**content, "info": {"title": "Older", "version": "0"}}
    older["paths"] = {path: item for path, item in content["paths"].items() if "x1/" not in path}
    shown += [change.text for change in find_changes(older, content)]
    shown += cases_of(corrected)
    shown += answers_of_prism(project, corrected)
    shown += answers_of_the_fake_vendor(corrected)
    assert SECRET not in "".join(shown)
    assert bait.asked == []


def cases_of(corrected: CorrectedDocument) -> list[str]:
    """What Schemathesis makes of the parts that it resolves itself: parameters, bodies, examples and links."""
    schema = schemathesis.openapi.from_dict(corrected.content)
    operations = [result.ok() for result in schema.get_all_operations()]
    return [repr([operation.definition.raw, operation.get_strategies_from_examples()]) for operation in operations]


def answers_of_prism(project: Project, corrected: CorrectedDocument) -> list[str]:
    with MockServer(project.corrected, ROOT, project.build / "prism.log") as mock:
        paths = [operation.path.replace("{number_id}", "1") for operation in corrected.operations]
        return [fetch(mock.url + path) for path in paths]


def answers_of_the_fake_vendor(corrected: CorrectedDocument) -> list[str]:
    with FakeVendor(corrected.content) as vendor:
        paths = [operation.path.replace("{number_id}", "1") for operation in corrected.operations]
        return [fetch(vendor.base_url + path) for path in paths[::7]]


def fetch(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.read().decode())


def test_the_mock_shows_an_example_as_it_is_but_for_the_key_that_would_be_followed(
    make_project: Callable[..., Project], spellings: dict[str, str]
) -> None:
    project = make_project(text(one(example={"name": "x", "list": [1, {"$ref": spellings["path"]}]})))
    answers = answers_of_prism(project, build(project))
    assert json.loads(answers[0]) == {"name": "x", "list": [1, {"x-$ref": spellings["path"]}]}


def test_an_example_that_names_a_place_of_the_document_is_still_followed_by_the_mock(
    make_project: Callable[..., Project],
) -> None:
    content = {**one(example={"$ref": "#/components/examples/one/value"}), "components": {}}
    content["components"]["examples"] = {"one": {"value": {"name": "x"}}}
    project = make_project(text(content))
    assert json.loads(answers_of_prism(project, build(project))[0]) == {"name": "x"}


def test_an_update_asks_the_named_address_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bait: Bait
) -> None:
    from vendor_spec.__main__ import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "vendor.json").write_text(
        text(one(example={"$ref": f"{bait.url}/a.json"}, schema={"default": {"$ref": f"{bait.url}/b"}}))
    )
    assert main(["update", "--yes", "vendor.json"]) == 0
    assert main(["update", "--yes", f"{bait.url}/vendor.json"]) == 2
    assert bait.asked == ["/vendor.json"]
    assert "is not an OpenAPI document" in capsys.readouterr().err
