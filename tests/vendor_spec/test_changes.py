"""What changed between two versions of the document, rated as the vendor rates it."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.vendor_spec.pages import answer, body, fields, one_operation, query
from vendor_spec.diff.change import Change, Rating
from vendor_spec.diff.changes import find_changes

PATH = "/v1/jobs/{job_id}"
LABEL = f"POST {PATH}"
OLD = one_operation(
    "post",
    PATH,
    {
        "parameters": [query("mode", enum=["a", "b"]), query("page", default=1, type="integer")],
        "requestBody": body(
            fields(
                "kind",
                kind={"type": "string", "enum": ["x", "y"]},
                note={"type": "string", "maxLength": 20, "example": "Hi"},
                secret={"type": "string", "writeOnly": True},
                tree={"$ref": "#/components/schemas/Tree"},
                amount="number",
            )
        ),
        "responses": {
            "200": {
                **answer(
                    fields(
                        "id",
                        id={"type": "string", "example": "j-1"},
                        state={"type": "string", "enum": ["on", "off"]},
                        free={"type": "string", "example": "yes"},
                        at={"type": "string", "format": "date-time"},
                        tree={"$ref": "#/components/schemas/Tree"},
                        shape={"oneOf": [{"$ref": "#/components/schemas/Circle"}, {"type": "string"}]},
                        size={"type": "number", "maximum": 10},
                        list={"type": "array", "items": {"type": "string"}},
                    )
                ),
                "headers": {"X-Page": {"schema": {"type": "integer"}}},
            },
            "404": {"description": "No"},
        },
    },
    schemas={
        "Tree": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            },
        },
        "Circle": {"type": "object", "properties": {"radius": {"type": "number"}}},
    },
)
NEW_OPERATION = {"get": {"operationId": "other", "responses": {"200": {"description": "x"}}}}
Edit = Callable[[dict[str, Any]], Any]


def op(document: dict[str, Any]) -> dict[str, Any]:
    definition: dict[str, Any] = document["paths"][PATH]["post"]
    return definition


def asked(document: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = op(document)["requestBody"]["content"]["application/json"]["schema"]
    return schema


def read(document: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = op(document)["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def sent(document: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = asked(document)["properties"]
    return properties


def seen(document: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = read(document)["properties"]
    return properties


def schemas(document: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = document["components"]["schemas"]
    return named


def rename(holder: dict[str, Any], old: str, new: str) -> None:
    holder[new] = holder.pop(old)


def changed(edit: Edit, old: dict[str, Any] = OLD) -> list[Change]:
    new = copy.deepcopy(old)
    edit(new)
    assert new != old
    return find_changes(old, new)


BREAKING: dict[str, tuple[Edit, str, str]] = {
    "another path of its requests": (
        lambda d: op(d).update({"x-request-path": f"{PATH}/"}),
        "operation.moved",
        f"became {PATH}/",
    ),
    # The vendor's list: removed or renamed, type, status, required, path, value of a request enum.
    "a response field removed": (lambda d: seen(d).pop("free"), "response.field_removed", "body#/free"),
    "a request field removed": (lambda d: sent(d).pop("amount"), "request.field_removed", "body#/amount"),
    "a response field renamed": (
        lambda d: rename(seen(d), "free", "gratis"),
        "response.field_renamed",
        "gratis is new with the same type and example",
    ),
    "a query parameter removed": (lambda d: op(d)["parameters"].pop(1), "request.parameter_removed", "query.mode"),
    "a query parameter renamed": (
        lambda d: op(d)["parameters"][1].update(name="way"),
        "request.parameter_renamed",
        "way is new",
    ),
    "a path parameter renamed": (
        lambda d: (
            rename(d["paths"], PATH, "/v1/jobs/{id}")
            or d["paths"]["/v1/jobs/{id}"]["post"]["parameters"][0].update(name="id")
        ),
        "request.parameter_renamed",
        "job_id became id",
    ),
    "a response type changed": (lambda d: seen(d)["free"].update(type="integer"), "type.changed", "string became int"),
    "a request type changed": (lambda d: sent(d)["note"].update(type="integer"), "type.changed", "string became int"),
    "a parameter's type changed": (
        lambda d: op(d)["parameters"][2]["schema"].update(type="string"),
        "type.changed",
        "query.page",
    ),
    "a time becomes a text": (lambda d: seen(d)["at"].pop("format"), "type.changed", "(date-time) became string"),
    "a response number may be more than a number": (
        lambda d: seen(d)["size"].pop("type"),
        "type.changed",
        "number became any",
    ),
    "a request number has to be whole": (
        lambda d: sent(d)["amount"].update(type="integer"),
        "type.changed",
        "number became integer",
    ),
    "a list of something else": (
        lambda d: seen(d)["list"].update(items={"type": "integer"}),
        "type.changed",
        "body#/list/*",
    ),
    "200 becomes 201": (
        lambda d: rename(op(d)["responses"], "200", "201"),
        "response.status_changed",
        "status 200 became 201",
    ),
    "404 becomes 410": (lambda d: rename(op(d)["responses"], "404", "410"), "response.status_changed", "became 410"),
    "the success removed": (lambda d: op(d)["responses"].pop("200"), "response.status_removed", "response.200"),
    "an optional request field required": (
        lambda d: asked(d)["required"].append("note"),
        "request.field_required",
        "required now",
    ),
    "a new required request field": (
        lambda d: sent(d).update(more={"type": "string"}) or asked(d)["required"].append("more"),
        "request.field_added",
        "new required field",
    ),
    "a parameter required": (
        lambda d: op(d)["parameters"][1].update(required=True),
        "request.parameter_required",
        "query.mode",
    ),
    "a new required parameter": (
        lambda d: op(d)["parameters"].append(query("must", required=True)),
        "request.parameter_added",
        "new required query parameter",
    ),
    "a read-only field that has to be sent": (
        lambda d: sent(d).update(more={"type": "string"}) or asked(d)["required"].append("more"),
        "request.field_added",
        "#/more",
    ),
    "an operation removed": (
        lambda d: d.update(paths={"/other": NEW_OPERATION}),
        "operation.removed",
        "the operation was removed",
    ),
    "a path moved": (lambda d: rename(d["paths"], PATH, f"{PATH}/"), "operation.moved", f"became {PATH}/"),
    "the address moved": (lambda d: d["servers"][0].update(url="https://b.test"), "operation.address", "b.test"),
    "a value removed from a request enum": (
        lambda d: sent(d)["kind"]["enum"].pop(),
        "enum.value_removed",
        'the value "y" was removed',
    ),
    "a value removed from a parameter's enum": (
        lambda d: op(d)["parameters"][1]["schema"]["enum"].pop(),
        "enum.value_removed",
        'query.mode: the value "b"',
    ),
    "a request field restricted to values": (
        lambda d: sent(d)["note"].update(enum=["f"]),
        "enum.added",
        'only "f" can be sent now',
    ),
    "a response value renamed": (
        lambda d: seen(d)["state"].update(enum=["on", "ended"]),
        "enum.value_renamed",
        '"off" is gone, and "ended" is new',
    ),
    # What a client does not survive, though the list does not name it.
    "a response field that may be missing": (
        lambda d: read(d).pop("required"),
        "response.field_optional",
        "optional now",
    ),
    "null in a response": (lambda d: seen(d)["free"].update(nullable=True), "nullable.changed", "may be null now"),
    "a shorter text in a request": (
        lambda d: sent(d)["note"].update(maxLength=10),
        "limit.changed",
        "maxLength 20 became 10",
    ),
    "a pattern in a request": (lambda d: sent(d)["note"].update(pattern="^a"), "limit.changed", 'became "^a"'),
    "another default": (
        lambda d: op(d)["parameters"][2]["schema"].update(default=2),
        "default.changed",
        "the default 1 became 2",
    ),
    "a parameter written otherwise": (
        lambda d: op(d)["parameters"][1].update(explode=False),
        "request.parameter_style",
        "query.mode",
    ),
    "another form of a response": (
        lambda d: seen(d)["shape"]["oneOf"].append({"type": "integer"}),
        "alternative.added",
        "new alternative integer",
    ),
    "a media type of a request removed": (
        lambda d: rename(op(d)["requestBody"]["content"], "application/json", "application/xml"),
        "request.media_type_removed",
        "application/json",
    ),
    "a body of a request removed": (lambda d: op(d).pop("requestBody"), "request.body_removed", "was removed"),
    "a response header removed": (
        lambda d: op(d)["responses"]["200"].pop("headers"),
        "response.header_removed",
        "header.x-page",
    ),
    "the method of the client renamed": (
        lambda d: op(d).update(operationId="run-job"),
        "operation.renamed",
        "became run-job",
    ),
    "all credentials dropped": (lambda d: d.update(security=[]), "credentials.changed", "became none"),
    "credentials of one operation dropped": (lambda d: op(d).update(security=[]), "credentials.changed", "none"),
    "one of two credentials dropped": (
        lambda d: d["security"][0].pop("AuthToken"),
        "credentials.changed",
        "became header X-Auth-ID",
    ),
    "the header of a credential renamed": (
        lambda d: d["components"]["securitySchemes"]["AuthID"].update(name="X-Id"),
        "credentials.changed",
        "header X-Id",
    ),
}
ADDITIVE: dict[str, tuple[Edit, str]] = {
    "a new path": (lambda d: d["paths"].update({"/other": NEW_OPERATION}), "operation.added"),
    "a new optional request field": (lambda d: sent(d).update(more={"type": "string"}), "request.field_added"),
    "a new optional parameter": (lambda d: op(d)["parameters"].append(query("x")), "request.parameter_added"),
    "a new response field": (lambda d: seen(d).update(more={"type": "string"}), "response.field_added"),
    "a new field far down": (
        lambda d: schemas(d)["Circle"]["properties"].update(more={"type": "string"}),
        "response.field_added",
    ),
    "a new value in an enum of responses": (lambda d: seen(d)["state"]["enum"].append("ended"), "enum.value_added"),
    "a new value in an enum of requests": (lambda d: sent(d)["kind"]["enum"].append("z"), "enum.value_added"),
    "a new optional response header": (
        lambda d: op(d)["responses"]["200"]["headers"].update({"X-More": {"schema": {"type": "string"}}}),
        "response.header_added",
    ),
    "a required request field made optional": (lambda d: asked(d).pop("required"), "request.field_optional"),
    "a longer text in a request": (lambda d: sent(d)["note"].update(maxLength=30), "limit.changed"),
    "a larger number in a response": (lambda d: seen(d)["size"].update(maximum=20), "limit.changed"),
    "null in a request": (lambda d: sent(d)["note"].update(nullable=True), "nullable.changed"),
    "a whole number in a response": (lambda d: seen(d)["size"].update(type="integer"), "type.changed"),
    "one more status": (lambda d: op(d)["responses"].update({"409": {"description": "Busy"}}), "response.status_added"),
    "another form of a request": (
        lambda d: sent(d).update(note={"oneOf": [sent(d)["note"], {"type": "object", "properties": {"a": {}}}]}),
        "alternative.added",
    ),
    "a body that may be sent in another form": (
        lambda d: op(d)["requestBody"]["content"].update({"application/xml": {}}),
        "request.media_type_added",
    ),
    "one more way to authenticate": (lambda d: d["security"].append({"AuthID": []}), "credentials.changed"),
    "a secret field that can be read": (
        lambda d: seen(d).update(secret={"type": "string"}),
        "response.field_added",
    ),
}
NOTICES: dict[str, tuple[Edit, str]] = {
    "words": (lambda d: op(d).update(description="More words", summary="Words"), "words"),
    "an example": (lambda d: seen(d)["free"].update(example="no"), "words"),
    "a scheme that nobody asks for": (
        lambda d: d["components"]["securitySchemes"].update(More={"type": "http", "scheme": "basic"}),
        "words",
    ),
    "a value that no longer comes": (lambda d: seen(d)["state"]["enum"].pop(), "enum.value_removed"),
    "a smaller number in a response": (lambda d: seen(d)["size"].update(maximum=5), "limit.changed"),
    "an error that is not told any more": (lambda d: op(d)["responses"].pop("404"), "response.status_removed"),
    "a default that is told": (lambda d: sent(d)["amount"].update(default=1), "default.changed"),
    "a field that need not be sent": (lambda d: sent(d)["note"].update(readOnly=True), "request.field_read_only"),
}


def inline(document: dict[str, Any]) -> None:
    seen(document)["shape"]["oneOf"][0] = schemas(document).pop("Circle")


def rename_component(document: dict[str, Any]) -> None:
    rename(schemas(document), "Tree", "Node")
    renamed = json.loads(json.dumps(document).replace("#/components/schemas/Tree", "#/components/schemas/Node"))
    document.update(renamed)


def move_parameters(document: dict[str, Any]) -> None:
    document["paths"][PATH]["parameters"] = op(document).pop("parameters")


def extract_responses(document: dict[str, Any]) -> None:
    document["components"]["responses"] = {"Job": op(document)["responses"]["200"]}
    document["components"]["requestBodies"] = {"Ask": op(document)["requestBody"]}
    op(document)["responses"]["200"] = {"$ref": "#/components/responses/Job"}
    op(document)["requestBody"] = {"$ref": "#/components/requestBodies/Ask"}


NOTHING: dict[str, Edit] = {
    "a parameter moved to the path": move_parameters,
    "parameters in another order": lambda d: op(d)["parameters"].reverse(),
    "a reference written out": inline,
    "a component renamed": rename_component,
    "responses and bodies in components": extract_responses,
    "allOf of one": lambda d: seen(d).update(tree={"allOf": [seen(d)["tree"]], "description": "Words"}),
    "oneOf of one": lambda d: seen(d).update(free={"oneOf": [seen(d)["free"]]}),
    "an object in parts": lambda d: read(d).update(
        allOf=[{"type": "object", "properties": {"free": seen(d).pop("free")}, "required": ["id"]}]
    ),
    "fields and values in another order": lambda d: (
        read(d).update(properties=dict(reversed(seen(d).items()))) or seen(d)["state"]["enum"].reverse()
    ),
    "a type that was plain to see": lambda d: read(d).pop("type"),
    "what a client cannot see": lambda d: seen(d)["free"].update(readOnly=True),
    "security written at the operation": lambda d: op(d).update(security=copy.deepcopy(d["security"])),
    "the address written at the path": lambda d: d["paths"][PATH].update(servers=copy.deepcopy(d["servers"])),
    "no limit written out": lambda d: sent(d)["note"].update(minLength=0),
    "a style written out": lambda d: op(d)["parameters"][1].update(style="form", explode=True),
    "a name that Python spells the same": lambda d: op(d).update(operationId=op(d)["operationId"].replace("-", "_")),
    "a header in capitals": lambda d: rename(op(d)["responses"]["200"]["headers"], "X-Page", "X-PAGE"),
    "a description of the error": lambda d: op(d)["responses"]["404"].update(description="Not there"),
}


@pytest.mark.parametrize("case", BREAKING)
def test_what_breaks_a_client_is_breaking(case: str) -> None:
    edit, kind, words = BREAKING[case]
    changes = changed(edit)
    breaking = [change for change in changes if change.rating is Rating.BREAKING]
    assert changes[: len(breaking)] == breaking
    assert [change.kind for change in breaking] == [kind]
    assert words in breaking[0].text
    assert breaking[0].place.partition("{")[0] == LABEL.partition("{")[0]


@pytest.mark.parametrize("case", ADDITIVE)
def test_what_is_more_is_additive(case: str) -> None:
    edit, kind = ADDITIVE[case]
    assert [(change.rating, change.kind) for change in changed(edit)] == [(Rating.ADDITIVE, kind)]


@pytest.mark.parametrize("case", NOTICES)
def test_what_no_client_notices_is_a_notice(case: str) -> None:
    edit, kind = NOTICES[case]
    assert [(change.rating, change.kind) for change in changed(edit)] == [(Rating.NOTICE, kind)]


@pytest.mark.parametrize("case", NOTHING)
def test_what_comes_to_the_same_is_no_change_for_a_client(case: str) -> None:
    assert [change.kind for change in changed(NOTHING[case])] == ["words"]


def test_the_same_document_has_no_change() -> None:
    assert find_changes(OLD, copy.deepcopy(OLD)) == []


def test_3_1_says_the_same_in_its_own_words() -> None:
    old = copy.deepcopy(OLD)
    seen(old)["free"].update(nullable=True)
    new = copy.deepcopy(OLD) | {"openapi": "3.1.0"}
    seen(new)["free"] = {"anyOf": [{"type": "string", "example": "yes"}, {"type": "null"}]}
    sent(new)["kind"] = {"oneOf": [{"const": "x"}, {"const": "y"}]}
    seen(new)["state"] = {"type": "string", "enum": ["on", "off"]}
    kinds = {change.kind for change in find_changes(old, new)}
    assert "nullable.changed" not in kinds
    assert "type.changed" not in kinds


def test_a_shared_schema_changes_once_and_names_who_uses_it() -> None:
    old = copy.deepcopy(OLD)
    for number in range(30):
        old["paths"][f"/trees/{number}"] = {
            "get": {
                "operationId": f"tree-{number}",
                "responses": {"200": answer({"$ref": "#/components/schemas/Tree"})},
            }
        }
    changes = changed(lambda d: schemas(d)["Tree"]["properties"].update(height={"type": "number"}), old)
    assert [(change.kind, len(change.operations)) for change in changes] == [
        ("request.field_added", 1),
        ("response.field_added", 31),
    ]
    assert changes[1].place == f"{LABEL} and 30 more operations"


def test_a_deprecation_is_told_with_what_the_document_says_of_it() -> None:
    def announce(document: dict[str, Any]) -> None:
        op(document).update(deprecated=True, description="Runs it. Use `POST /v2/jobs` instead. Old.")
        op(document)["x-sunset"] = "2027-03-01"
        sent(document)["note"].update(deprecated=True, description="Use `kind` instead.")
        op(document)["parameters"][1]["deprecated"] = True

    changes = changed(announce)
    assert {change.rating for change in changes} == {Rating.DEPRECATED}
    texts = [change.text for change in changes]
    assert "the operation: is deprecated (sunset 2027-03-01; Use `POST /v2/jobs` instead)" in texts
    assert "request.body#/note: is deprecated (Use `kind` instead)" in texts
    assert "query.mode: is deprecated" in texts

    deprecated = copy.deepcopy(OLD)
    announce(deprecated)
    dated = changed(lambda d: op(d).update({"x-sunset": "2027-09-01"}), deprecated)
    assert [change.text for change in dated if change.rating is Rating.DEPRECATED] == [
        "the operation: is still deprecated (sunset 2027-09-01; Use `POST /v2/jobs` instead)"
    ]
    words = changed(lambda d: sent(d)["note"].update(description="Please use `kind` instead."), deprecated)
    assert [change.kind for change in words] == ["words"]
    gone = changed(lambda d: sent(d).pop("note"), deprecated)
    assert "(it was deprecated)" in gone[0].text


@pytest.mark.parametrize(
    ("added", "is_told"),
    [
        ({"gratis": {"type": "string", "example": "yes"}}, True),
        ({"gratis": {"type": "string", "example": "no"}}, False),
        ({"gratis": {"type": "integer", "example": "yes"}}, False),
        ({"a": {"type": "string", "example": "yes"}, "b": {"type": "string", "example": "yes"}}, False),
        ({"a": {"type": "string", "example": "yes"}, "b": {"type": "string"}}, True),
    ],
)
def test_a_likely_rename_has_one_new_field_of_the_same_type_and_example(added: dict[str, Any], is_told: bool) -> None:
    changes = changed(lambda d: seen(d).pop("free") and seen(d).update(added))
    kinds = [change.kind for change in changes if change.rating is Rating.BREAKING]
    assert kinds == ["response.field_renamed" if is_told else "response.field_removed"]


@pytest.mark.parametrize("seed", range(40))
def test_a_document_written_otherwise_has_no_change(seed: int) -> None:
    """Any of the ways to write the same, in any order and on top of one another."""
    edits = [*NOTHING.values()]
    chance = random.Random(seed)
    new = copy.deepcopy(OLD)
    if chance.random() < 0.5:
        new = shuffled(new, chance)
    for edit in chance.sample(edits, 4):
        edited = copy.deepcopy(new)
        try:
            edit(edited)
        except (KeyError, IndexError, TypeError):  # another edit has moved what it moves
            continue
        new = edited
    assert {change.kind for change in find_changes(OLD, new)} <= {"words"}


def shuffled(node: Any, chance: random.Random) -> Any:
    """The same objects with their members in another order."""
    if isinstance(node, list):
        return [shuffled(item, chance) for item in node]
    if not isinstance(node, dict):
        return node
    items = list(node.items())
    chance.shuffle(items)
    return {key: shuffled(value, chance) for key, value in items}


def test_schemas_that_meet_themselves_in_many_ways_end() -> None:
    def web(extra: str) -> dict[str, Any]:
        names = [f"S{number}" for number in range(40)]
        links = {
            name: fields(
                **{
                    other: {
                        "allOf": [{"$ref": f"#/components/schemas/{other}"}, {"$ref": f"#/components/schemas/{name}"}]
                    }
                    for other in names[number : number + 6]
                }
            )
            for number, name in enumerate(names)
        }
        links["S39"]["properties"][extra] = {"type": "string"}
        responses = {"200": answer({"$ref": "#/components/schemas/S0"})}
        return one_operation("get", "/web", {"responses": responses}, schemas=links)

    changes = find_changes(web("one"), web("other"))
    assert changes[0].rating is Rating.BREAKING


def test_names_that_fall_together_in_python_are_told() -> None:
    def calls(*names: str) -> dict[str, Any]:
        definition = {"parameters": [query(name) for name in names], "responses": {"200": answer(fields(id="string"))}}
        return one_operation("get", "/calls", definition, schemas={"User": fields(id="string")})

    old = calls("EndTime<")
    (same, *_) = find_changes(old, calls("EndTime<", "Size"))
    assert same.kind == "request.parameter_added"
    changes = find_changes(old, calls("EndTime<", "EndTime"))
    collisions = [change for change in changes if change.kind == "name.collision"]
    assert [change.operations for change in collisions] == [("GET /calls",)]
    assert "EndTime< is end_time_below" in collisions[0].text
    both = calls("EndTime<", "EndTime")
    assert not [c for c in find_changes(both, both | {"x-a": 1}) if c.kind == "name.collision"]

    more = calls("EndTime<")
    schemas(more)["user"] = fields(id="integer")
    (collision,) = find_changes(old, more)
    assert (collision.rating, collision.place) == (Rating.NOTICE, "the document")
    assert "User is User" in collision.text


def test_a_version_with_a_reference_that_leads_nowhere_is_not_compared() -> None:
    changes = changed(lambda d: schemas(d).pop("Tree"))
    assert [(change.rating, change.kind) for change in changes] == [(Rating.BREAKING, "not_compared")]
    assert "#/components/schemas/Tree, which it lacks" in changes[0].text
