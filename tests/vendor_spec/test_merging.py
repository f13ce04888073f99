"""Several documents as one: nothing changes its meaning, and a contradiction names both places."""

import copy
from typing import Any

import pytest

from tests.documents import faults
from tests.vendor_spec.pages import answer, fields, one_operation
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Document
from vendor_spec.update.merging import merge, replace_operations


def part(name: str, path: str = "/v1/a", method: str = "get", **more: Any) -> Document:
    schemas = more.pop("schemas", None)
    version = more.pop("version", "3.0.3")
    definition = {"responses": {"200": answer(fields(id="string"))}, **more.pop("operation", {})}
    return Document(name, "", {**one_operation(method, path, definition, schemas=schemas, version=version), **more})


def operation(content: dict[str, Any], path: str, method: str = "get") -> dict[str, Any]:
    definition: dict[str, Any] = content["paths"][path][method]
    return definition


def test_equal_parts_come_once_and_operations_of_one_path_together() -> None:
    merged = merge([part("a"), part("b", method="delete"), part("c"), part("d", "/v1/d")])
    assert faults(merged) == []
    assert {path: list(item) for path, item in merged["paths"].items()} == {
        "/v1/a": ["get", "delete"],
        "/v1/d": ["get"],
    }
    assert [tag["name"] for tag in merged["tags"]] == ["Things"]
    assert list(merged["components"]["securitySchemes"]) == ["AuthID", "AuthToken"]


def test_merging_changes_no_part() -> None:
    parts = [part("a"), part("b", "/v1/b", security=[{"AuthID": []}], servers=[{"url": "https://other.test"}])]
    before = copy.deepcopy(parts)
    merge(parts)
    assert parts == before


def test_credentials_and_servers_stay_those_of_each_operation() -> None:
    other = part("b", "/v1/b", security=[{"AuthID": []}], servers=[{"url": "https://other.test"}])
    open_to_all = part("c", "/v1/c")
    del open_to_all.content["security"]
    merged = merge([part("a"), other, open_to_all])
    assert merged["security"] == [{"AuthID": [], "AuthToken": []}]
    assert "security" not in operation(merged, "/v1/a")
    assert operation(merged, "/v1/b")["security"] == [{"AuthID": []}]
    assert operation(merged, "/v1/b")["servers"] == [{"url": "https://other.test"}]
    assert operation(merged, "/v1/c")["security"] == []


CONFLICTS: dict[str, tuple[Document, str]] = {
    "an operation": (part("b", operation={"summary": "Other"}), "at paths//v1/a/get/summary"),
    "a tag": (part("b", "/v1/b", tags=[{"name": "Things", "description": "Others"}]), "at tags/Things/description"),
    "a schema": (part("b", "/v1/b", schemas={"T": fields(id="integer")}), "at components/schemas/T/properties/id/type"),
    "an extension": (part("b", "/v1/b", **{"x-a": 2}), "at x-a"),
}


@pytest.mark.parametrize(("other", "place"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_a_contradiction_names_both_sides_and_the_place(other: Document, place: str) -> None:
    first = part("a", schemas={"T": fields(id="string")}, **{"x-a": 1})
    with pytest.raises(SpecError) as caught:
        merge([first, other])
    assert str(caught.value).startswith("a and b contradict each other")
    assert place in str(caught.value)


def test_two_operations_with_one_id_are_a_contradiction() -> None:
    with pytest.raises(SpecError, match="GET /v1/a of a and GET /v1/b of b have the same operationId same"):
        merge([part("a", operation={"operationId": "same"}), part("b", "/v1/b", operation={"operationId": "same"})])


def test_parameters_of_a_whole_path_are_not_given_to_another_page_s_operation() -> None:
    shared = part("a")
    shared.content["paths"]["/v1/a"]["parameters"] = [{"name": "q", "in": "query", "schema": {"type": "string"}}]
    with pytest.raises(SpecError, match="a has parameters for the whole of /v1/a, b has not"):
        merge([shared, part("b", method="put")])


def test_a_page_of_3_1_makes_the_whole_3_1_in_the_same_meaning() -> None:
    old = fields(
        a={"type": "string", "nullable": True, "enum": ["x"]},
        b={"type": "number", "minimum": 1, "exclusiveMinimum": True},
        c={"allOf": [{"$ref": "#/components/schemas/D"}], "nullable": True},
        nullable="boolean",
        example={"type": "string", "nullable": False},
    )
    first = part(
        "a",
        operation={"responses": {"200": answer(old, example={"nullable": True})}},
        schemas={"D": fields(id="string")},
    )
    merged = merge([first, part("b", "/v1/b", version="3.1.0")])
    assert faults(merged) == []
    assert merged["openapi"] == "3.1.0"
    media = operation(merged, "/v1/a")["responses"]["200"]["content"]["application/json"]
    assert media["example"] == {"nullable": True}
    properties = media["schema"]["properties"]
    assert properties["a"] == {"type": ["string", "null"], "enum": ["x", None]}
    assert properties["b"] == {"type": "number", "exclusiveMinimum": 1}
    assert properties["c"] == {"anyOf": [{"allOf": [{"$ref": "#/components/schemas/D"}]}, {"type": "null"}]}
    assert properties["nullable"] == {"type": "boolean"}
    assert properties["example"] == {"type": "string"}


def uses(name: str) -> dict[str, Any]:
    return {"responses": {"200": answer({"$ref": f"#/components/schemas/{name}"})}}


def test_what_only_a_replaced_operation_used_goes_with_it() -> None:
    inner = {"Inner": fields(id="string"), "Own": fields(i={"$ref": "#/components/schemas/Inner"})}
    current = Document("now", "", merge([part("a", operation=uses("Own"), schemas=inner), part("b", "/v1/b")]))
    newer = part("new", operation={**uses("Own"), "summary": "New"}, schemas={"Own": fields(other="string")})
    replaced = replace_operations(current, newer, set())
    assert faults(replaced) == []
    assert list(replaced["paths"]) == ["/v1/a", "/v1/b"]
    assert replaced["components"]["schemas"] == {"Own": fields(other="string")}


def test_what_others_use_too_is_not_changed_under_them() -> None:
    shared = {"Both": fields(id="string")}
    current = Document(
        "now",
        "",
        merge(
            [
                part("a", operation=uses("Both"), schemas=shared),
                part("b", "/v1/b", operation=uses("Both"), schemas=shared),
            ]
        ),
    )
    newer = part("new", operation=uses("Both"), schemas={"Both": fields(id="integer")})
    with pytest.raises(SpecError, match="now and new contradict each other at components/schemas/Both"):
        replace_operations(current, newer, set())
