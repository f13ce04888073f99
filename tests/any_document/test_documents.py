"""The made-up documents hold what they are there for."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from openapi_python_client.strings import snake_case

from tests.any_document.documents import DOCUMENTS
from vendor_spec.openapi.document import Document, parse_document

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def parse(name: str) -> Document:
    return parse_document(DOCUMENTS[name].read_bytes(), name)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(item)


def test_it_has_forty_operations_of_every_method() -> None:
    operations = parse("3.0").operations
    assert len(operations) >= 40
    assert {operation.method for operation in operations} == METHODS
    paths = {operation.path for operation in operations}
    assert sum(path.rstrip("/") in paths for path in paths if path.endswith("/")) >= 2


def test_tags_and_names_are_as_careless_as_in_real_documents() -> None:
    document = parse("3.0")
    definitions = [operation.definition for operation in document.operations]
    declared = {tag["name"] for tag in document.content["tags"]}
    used = {tag for definition in definitions for tag in definition.get("tags", [])}
    assert used - declared and declared - used
    assert {len(definition.get("tags", [])) for definition in definitions} == {0, 1, 2}
    ids = [definition.get("operationId") for definition in definitions]
    assert None in ids and {"import", "class", "None", "print", "list"} <= set(ids)
    assert max(Counter(snake_case(id_) for id_ in ids if id_).values()) > 1
    parameters = {node["name"] for node in nodes(document.content) if node.get("in") == "path"}
    assert {"id", "base_url", "self", "client", "body"} <= parameters
    assert any(definition.get("deprecated") for definition in definitions)


def test_bodies_and_answers_are_of_every_kind() -> None:
    document = parse("3.0")
    requests, answers, statuses = set(), set(), set()
    for operation in document.operations:
        requests |= set(operation.definition.get("requestBody", {}).get("content", {}))
        for status, answer in operation.definition["responses"].items():
            statuses.add((status, "content" in answer))
            answers |= set(answer.get("content", {}))
    assert {"application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"} <= requests
    assert {"text/csv", "audio/mpeg", "text/plain", "application/json"} <= answers
    assert {("200", False), ("202", False), ("204", False), ("default", True), ("2XX", True)} <= statuses
    pairs = [set(operation.definition["responses"]) for operation in document.operations]
    assert {"200", "201"} in pairs and {"200", "204"} in pairs
    keys = {key for node in nodes(document.content) for key in node}
    assert {"allOf", "oneOf", "anyOf", "nullable", "enum", "discriminator", "callbacks", "deepObject"} - keys == {
        "deepObject"
    }


def test_security_and_servers_vary() -> None:
    document = parse("3.0")
    security = [operation.definition.get("security") for operation in document.operations]
    assert None in security and [] in security
    assert [{"AuthID": [], "AuthToken": []}, {"Bearer": []}] in security
    assert document.content["servers"][0]["variables"]


def test_the_newer_document_has_lists_of_types() -> None:
    content = parse("3.1").content
    assert any(isinstance(node.get("type"), list) for node in nodes(content))
    assert any("const" in node for node in nodes(content))
    assert any("$ref" in node and len(node) > 1 for node in nodes(content))
