"""From one operation to the whole document: what callers of the first client use keeps its name."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.vendor_spec.pages import answer, fields, one_operation, query
from vendor_spec.generate.generation import generate
from vendor_spec.openapi.provenance import accept_document
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project

FIRST = one_operation(
    "get",
    "/v1/calls/{call_id}",
    {
        "operationId": "get-call",
        "tags": ["Calls"],
        "parameters": [query("state", enum=["live", "queued"])],
        "responses": {
            "200": answer(
                fields(
                    "id", id="string", owner=fields(name="string"), legs={"type": "array", "items": fields(to="string")}
                )
            )
        },
    },
)


def grown() -> dict[str, Any]:
    """The document with eleven more operations, before and behind the first, that want the same names."""
    document = copy.deepcopy(FIRST)
    first = document["paths"].pop("/v1/calls/{call_id}")
    item = fields(id="integer", owner=fields(name="integer"))
    document["components"]["schemas"] = {
        "Calls": fields(all="string"),
        "Owner": fields(x="string"),
        "State": fields(y="string"),
    }
    more: dict[str, tuple[str, str, str]] = {
        "/v1/calls": ("get", "list-calls", "Calls"),
        "/v1/calls/": ("get", "get_calls", "Call"),
        "/v1/callers/{call_id}": ("get", "getCaller", "Callers"),
        "/v2/calls/{call_id}": ("get", "get-call-2", "Calls v2"),
        "/v1/calls/{call_id}/": ("get", "", "Calls"),
        "/v1/call": ("post", "create-call", "Call"),
        "/v1/owners": ("get", "owner", "Owners"),
        "/v1/state": ("get", "state", "State"),
        "/v1/legs": ("get", "get-call-legs", "Calls"),
        "/v1/default": ("get", "default", "default"),
        "/v1/client": ("get", "client", "client"),
    }
    for number, (path, (method, id_, tag)) in enumerate(more.items()):
        if number == 6:
            document["paths"]["/v1/calls/{call_id}"] = first
        operation = {
            "tags": [tag],
            "responses": {"200": answer(copy.deepcopy(item))},
            **({"operationId": id_} if id_ else {}),
        }
        if "{" in path:
            operation["parameters"] = [
                {"name": "call_id", "in": "path", "required": True, "schema": {"type": "string"}}
            ]
        document["paths"][path] = {method: operation}
    return document


def names(project: Project) -> tuple[set[str], dict[str, str]]:
    """The methods, and the module of each model, of a generated client."""
    client = project.client
    methods = {f"{path.parent.name}.{path.stem}" for path in client.glob("api/*/*.py") if path.stem != "__init__"}
    models = {path.stem: path.read_text() for path in (client / "models").glob("*.py") if path.stem != "__init__"}
    return methods, models


def test_the_names_of_the_first_operation_stay(make_project: Callable[..., Project], tmp_path: Path) -> None:
    project = make_project(json.dumps(FIRST))
    generate(project, build(project))
    methods, models = names(project)
    assert methods == {"calls.get_call"}
    assert models
    project.document.write_text(json.dumps(grown()))
    accept_document(project)
    corrected = build(project)
    assert len(corrected.operations) == 12
    generate(project, corrected)
    grown_methods, grown_models = names(project)
    assert len(grown_methods) == 12
    assert methods <= grown_methods
    assert models.keys() <= grown_models.keys()
    assert {name for name, text in models.items() if grown_models[name] != text} == set()
