"""A document of several files: what `update` makes of it, and which files and addresses it asks for."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vendor_spec.conftest import bytes_below
from tests.vendor_spec.doc_server import DocServer
from vendor_spec.__main__ import main
from vendor_spec.openapi.provenance import read_document
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.project import Project

ROOT = Path(__file__).parents[2]
TEXT = {"type": "string"}


def ref(target: str, **beside: Any) -> dict[str, Any]:
    return {"$ref": target, **beside}


def answer(schema: Any, **media: Any) -> dict[str, Any]:
    return {"description": "Yes", "content": {"application/json": {"schema": schema, **media}}}


def files() -> dict[str, Any]:
    """A document of many files in the ways that vendors split theirs."""
    plain = ref("./never/read.yaml")
    own = ref("#/components/schemas/Own")
    missing = ref("../shared/answers.yaml#/components/responses/Not there")
    media = {"example": plain, "x-more": plain}
    return {
        "openapi.yaml": {
            "openapi": "3.1.0",
            "info": {"title": "Many files", "version": "1", "description": ref("about.yaml")},
            "paths": {
                "/trees/{tree_id}": ref("paths/tree.yaml"),
                "/errors": {
                    "get": {
                        "operationId": "errors",
                        "responses": {
                            "200": answer({"oneOf": [ref("a/error.yaml"), ref("b/error.yaml"), own]}, **media),
                            "404": ref("shared/answers.yaml#/components/responses/Not%20there"),
                            "422": ref("shared/answers.yaml#/Odd"),
                        },
                    }
                },
            },
            "components": {
                "schemas": {
                    "Own": {"type": "object", "properties": {"tree": ref("tree.yaml"), "default": ref("a/size.yaml")}},
                    "Forest": ref("forest.yaml"),
                    "size": {"default": plain, "enum": [plain]},
                }
            },
        },
        "about.yaml": "All about it.\nTwo lines.\n",
        "paths/tree.yaml": {
            "parameters": [ref("../shared/parameters.yaml#/tree_id")],
            "get": {
                "operationId": "tree",
                "responses": {"200": answer(ref("../tree.yaml")), "404": missing},
            },
            "post": ref("plant.yaml"),
        },
        "paths/plant.yaml": {
            "operationId": "plant",
            "requestBody": ref("../shared/bodies.yaml"),
            "callbacks": {"grown": ref("../shared/callbacks.yaml#/grown")},
            "responses": {"201": answer(ref("../forest.yaml"))},
        },
        "tree.yaml": {
            "type": "object",
            "properties": {"branches": {"items": ref("tree.yaml")}, "size": ref("a/size.yaml"), "$ref": TEXT},
        },
        "forest.yaml": {
            "oneOf": [ref("tree.yaml"), ref("openapi.yaml#/components/schemas/Own")],
            "discriminator": {"propertyName": "kind", "mapping": {"tree": "./tree.yaml", "own": "Own"}},
        },
        "a/error.yaml": {"type": "object", "properties": {"a": TEXT, "other": ref("../b/error.yaml")}},
        "b/error.yaml": {"type": "object", "properties": {"b": TEXT, "other": ref("../a/error.yaml")}},
        "a/size.yaml": {"type": "integer"},
        "shared/parameters.yaml": {
            "tree_id": {"name": "tree_id", "in": "path", "required": True, "schema": ref("../a/size.yaml")}
        },
        "shared/answers.yaml": {
            "components": {
                "responses": {"Not there": answer(ref("#/components/schemas/Why")), "unused": plain},
                "schemas": {"Why": TEXT},
            },
            "Odd": {"description": "Odd", "headers": {"X-Why": ref("headers.yaml")}},
        },
        "shared/headers.yaml": {"schema": TEXT},
        "shared/bodies.yaml": {"content": {"application/json": {"schema": ref("../tree.yaml")}}},
        "shared/callbacks.yaml": {"grown": {"{$request.body#/url}": ref("../paths/grown.yaml")}},
        "paths/grown.yaml": {"post": {"operationId": "grown", "responses": {"200": {"description": "ok"}}}},
    }  # fmt: skip


def write(folder: Path, contents: dict[str, Any]) -> Path:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return folder / "openapi.yaml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    root = tmp_path / "project"
    root.mkdir()
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.chdir(root)
    return Project(root)


def bundled(project: Project, contents: dict[str, Any]) -> dict[str, Any]:
    write(project.root.parent / "vendor", contents)
    assert main(["update", "--yes", "../vendor/openapi.yaml"]) == 0
    return read_document(project).content


def test_a_document_of_many_files_becomes_one(project: Project) -> None:
    content = bundled(project, files())
    components = content["components"]
    assert {kind: sorted(named) for kind, named in components.items()} == {
        "schemas": ["Forest", "Own", "Why", "a_error", "a_size", "b_error", "size", "tree"],
        "parameters": ["tree_id"],
        "responses": ["Not_there", "Odd"],
        "headers": ["headers"],
        "requestBodies": ["bodies"],
        "callbacks": ["grown"],
    }
    assert content["info"]["description"] == "All about it.\nTwo lines.\n"
    tree = content["paths"]["/trees/{tree_id}"]
    assert tree["parameters"] == [ref("#/components/parameters/tree_id")]
    assert tree["get"]["responses"]["404"] == ref("#/components/responses/Not_there")
    assert tree["post"]["operationId"] == "plant"
    assert components["schemas"]["tree"]["properties"] == {
        "branches": {"items": ref("#/components/schemas/tree")},
        "size": ref("#/components/schemas/a_size"),
        "$ref": TEXT,
    }
    assert components["schemas"]["a_error"]["properties"]["other"] == ref("#/components/schemas/b_error")
    assert components["schemas"]["Own"]["properties"]["default"] == ref("#/components/schemas/a_size")
    assert components["schemas"]["Forest"]["oneOf"][1] == ref("#/components/schemas/Own")
    assert components["schemas"]["Forest"]["discriminator"]["mapping"] == {
        "tree": "#/components/schemas/tree",
        "own": "Own",
    }
    assert components["callbacks"]["grown"]["{$request.body#/url}"]["post"]["operationId"] == "grown"
    assert resolve(content, components["responses"]["Odd"]["headers"]["X-Why"]) == {"schema": TEXT}


def test_a_reference_in_an_example_a_default_an_enum_or_an_extension_is_a_value(project: Project) -> None:
    content = bundled(project, files())
    plain = ref("./never/read.yaml")
    media = content["paths"]["/errors"]["get"]["responses"]["200"]["content"]["application/json"]
    assert (media["example"], media["x-more"]) == (plain, plain)
    assert content["components"]["schemas"]["size"] == {"default": plain, "enum": [plain]}


def test_the_provenance_lists_every_file_and_the_same_files_change_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    bundled(project, files())
    record = load_yaml(project.provenance.read_bytes(), "x")
    assert record["source"] == "openapi.yaml"
    assert [part["source"] for part in record["served"]] == ["openapi.yaml", *sorted(files().keys() - {"openapi.yaml"})]
    assert str(project.root.parent) not in project.provenance.read_text() + project.document.read_text()
    before = bytes_below(project)
    capsys.readouterr()
    assert main(["update", "../vendor/openapi.yaml"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert bytes_below(project) == before


def test_the_names_do_not_depend_on_the_order_of_the_document(project: Project) -> None:
    first = bundled(project, files())
    contents = files()
    contents["openapi.yaml"]["paths"] = dict(reversed(contents["openapi.yaml"]["paths"].items()))
    second = bundled(project, contents)
    assert second == first


def test_a_document_of_one_file_stays_byte_for_byte(project: Project) -> None:
    alone = files()["openapi.yaml"]
    alone["info"]["description"] = "Alone"
    alone["paths"] = {"/x": {"get": {"responses": {"200": {"description": "#/x and ./y.yaml"}}}}}
    alone["components"] = {"schemas": {"A": ref("#/components/schemas/B"), "B": TEXT}}
    bundled(project, {"openapi.yaml": alone, "y.yaml": TEXT})
    text = f"# kept\n{json.dumps(alone)}\n"
    (project.root.parent / "vendor" / "openapi.yaml").write_text(text)
    assert main(["update", "--yes", "../vendor/openapi.yaml"]) == 0
    assert project.document.read_text() == text


def one(schema: Any) -> dict[str, Any]:
    return {
        "openapi": "3.0.3",
        "info": {"title": "One", "version": "1"},
        "paths": {"/x": {"get": {"responses": {"200": answer(schema)}}}},
    }


DOUBLING = {
    f"d{number}.yaml": {"get": ref(f"d{number + 1}.yaml"), "put": ref(f"d{number + 1}.yaml")} for number in range(40)
}


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ({"openapi.yaml": one(ref("../outside.yaml"))}, "refers to ../outside.yaml, which is no file in its folder"),
        ({"openapi.yaml": one(ref("/etc/passwd"))}, "which is no file in its folder"),
        ({"openapi.yaml": one(ref("file://localhost/etc/passwd"))}, "which is no file in its folder"),
        ({"openapi.yaml": one(ref("https://x.test/s.yaml"))}, "which is no file in its folder"),
        ({"openapi.yaml": one(ref("linked.yaml"))}, "which is no file in its folder"),
        ({"openapi.yaml": one(ref("a.yaml")), "a.yaml": ref("../outside.yaml")}, "which is no file in its folder"),
        ({"openapi.yaml": one(ref("missing.yaml"))}, "missing.yaml is not in"),
        ({"openapi.yaml": one(ref("http://[x/s.yaml"))}, "which is no address"),
        ({"openapi.yaml": one(ref("a.yaml#/nothing")), "a.yaml": {}}, "a.yaml has nothing at #/nothing"),
        ({"openapi.yaml": one(ref("a.yaml#anchor")), "a.yaml": {}}, "a.yaml has nothing at #anchor"),
        ({"openapi.yaml": {**one({}), "paths": {"/x": ref("p.yaml")}}, "p.yaml": ref("p.yaml")}, "is a part of itself"),
        ({"openapi.yaml": {**one({}), "info": ref("d0.yaml")}, **DOUBLING, "d40.yaml": {}}, "references that multiply"),
    ],
)  # fmt: skip
def test_what_cannot_or_may_not_be_bundled_is_one_sentence_and_nothing_is_written(
    project: Project, capsys: pytest.CaptureFixture[str], contents: dict[str, Any], sentence: str
) -> None:
    folder = project.root.parent
    (folder / "outside.yaml").write_text(json.dumps(TEXT))
    write(folder / "vendor", contents)
    (folder / "vendor" / "linked.yaml").symlink_to(folder / "outside.yaml")
    assert main(["update", "--yes", "../vendor/openapi.yaml"]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert bytes_below(project) == {}


def test_accept_says_which_command_brings_the_other_files_in(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.document.write_text(json.dumps(one(ref("a.yaml"))))
    assert main(["accept"]) == 2
    assert "`make update SOURCE=<file or address>`" in capsys.readouterr().err


def test_parts_at_addresses_are_fetched_from_the_same_origin_only(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    with DocServer().serve() as other, DocServer().serve() as server:
        other.pages["/size.yaml"] = json.dumps(TEXT).encode()
        server.pages = {
            "/api/openapi.json": json.dumps(one(ref("../parts/thing.yaml"))).encode(),
            "/parts/thing.yaml": json.dumps(
                {"type": "object", "properties": {"size": ref("size.yaml#/Size")}}
            ).encode(),
            "/parts/size.yaml": json.dumps({"Size": TEXT}).encode(),
        }
        server.redirects = {"/latest": "/api/openapi.json"}
        assert main(["update", "--yes", f"{server.url}/latest"]) == 0
        assert read_document(project).content["components"]["schemas"] == {
            "thing": {"type": "object", "properties": {"size": ref("#/components/schemas/Size")}},
            "Size": TEXT,
        }
        served = load_yaml(project.provenance.read_bytes(), "x")["served"]
        assert [part["source"].removeprefix(server.url) for part in served] == [
            "/latest",
            "/parts/size.yaml",
            "/parts/thing.yaml",
        ]
        before = bytes_below(project)
        server.pages["/api/openapi.json"] = json.dumps(one(ref(f"{other.url}/size.yaml"))).encode()
        capsys.readouterr()
        assert main(["update", "--yes", f"{server.url}/latest"]) == 2
        assert "which is of another origin" in capsys.readouterr().err
        assert (other.asked, bytes_below(project)) == ([], before)
