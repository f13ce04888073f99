"""Documents with a fault each: what is said of it, and what is there once it is mended."""

from typing import Any

from tests.documents import document, with_operation

TEXT = {"type": "string"}
OK = {"200": {"description": "Done"}}


def query(schema: Any, version: str = "3.0.3", **members: Any) -> dict[str, Any]:
    parameters = [{"name": "product", "in": "query", "schema": schema, **members}]
    return {**with_operation("/a", "get", parameters=parameters), "openapi": version}


def answer(schema: Any, version: str = "3.0.3", **components: Any) -> dict[str, Any]:
    """A document whose GET /a answers 200 with this schema."""
    media = {"description": "x", "content": {"application/json": {"schema": schema}}}
    made = with_operation("/a", "get", responses={"200": media})
    return {**made, "openapi": version, "components": components}


def beside(**members: Any) -> dict[str, Any]:
    return with_operation("/a", "get", **members)


QUERY = "#/paths/~1a/get/parameters/0"
ANSWER = "#/paths/~1a/get/responses/200/content/application~1json/schema"
GET = "#/paths/~1a/get"
# The document, what is said, a place, and what is there then.
REPAIRED: dict[str, tuple[dict[str, Any], str, str, Any]] = {
    "a default outside its enum": (
        query({"type": "string", "enum": ["ip-voice"], "default": "none"}),
        "GET /a, query product: the default 'none' is not one of its values",
        f"{QUERY}/schema", {"type": "string", "enum": ["ip-voice"]},
    ),
    "a default of another type": (
        query({"type": "boolean", "default": "true"}),
        "GET /a, query product: the default 'true' is no boolean; it is read as true",
        f"{QUERY}/schema/default", True,
    ),
    "a default beyond its limits": (
        query({"type": "integer", "maximum": 10, "default": 11}),
        "GET /a, query product: the default 11 does not fit its `maximum`",
        f"{QUERY}/schema", {"type": "integer", "maximum": 10},
    ),
    "a null default where null is nothing": (
        query({"type": "string", "default": None}), "GET /a, query product: the default null is no text",
        f"{QUERY}/schema", TEXT,
    ),
    "a name twice in required": (
        answer({"type": "object", "required": ["a", "b", "a"]}, "3.1.0"),
        "GET /a, response 200: 'a' is more than once in `required`", f"{ANSWER}/required", ["a", "b"],
    ),
    "an empty required": (
        answer({"type": "object", "required": []}), "GET /a, response 200: `required` [] is empty; it is left out",
        ANSWER, {"type": "object"},
    ),
    "required of a property itself": (
        answer({"type": "object", "properties": {"a": {"type": "string", "required": True}}}),
        "GET /a, response 200, field a: `required` true is no list; it is left out", f"{ANSWER}/properties/a", TEXT,
    ),
    "a value twice in an enum": (
        query({"type": "string", "enum": ["won", "lost", "won"]}),
        "GET /a, query product: 'won' is more than once in its `enum`", f"{QUERY}/schema/enum", ["won", "lost"],
    ),
    "an enum of another type": (
        query({"type": "string", "enum": [True, "no", 3]}),
        "GET /a, query product: true in its `enum` is no text; it is read as 'true'",
        f"{QUERY}/schema/enum", ["true", "no", "3"],
    ),
    "an empty enum": (
        query({"type": "string", "enum": []}, "3.1.0"),
        "GET /a, query product: its `enum` is empty; any value is taken", f"{QUERY}/schema", TEXT,
    ),
    "an enum of a list that is meant for its items": (
        query({"type": "array", "items": {"type": "string"}, "enum": ["a"]}),
        "GET /a, query product: it is a list, and its `enum` lists no lists; it is read as that of the items",
        f"{QUERY}/schema", {"type": "array", "items": {"type": "string", "enum": ["a"]}},
    ),
    "a tag twice": (
        beside(tags=["x", "x"]), "GET /a: 'x' is more than once in its `tags`", f"{GET}/tags", ["x"],
    ),
    "a parameter twice": (
        beside(parameters=[{"name": "p", "in": "query", "schema": TEXT}, {"name": "p", "in": "query", "schema": {}}]),
        "GET /a: the parameter query p is there more than once",
        f"{GET}/parameters", [{"name": "p", "in": "query", "schema": TEXT}],
    ),
    "a path parameter that is not required": (
        with_operation("/a/{b}", "get", parameters=[{"name": "b", "in": "path", "schema": TEXT}]),
        "GET /a/{b}, path b: it is in the path, but not `required: true`",
        "#/paths/~1a~1{b}/get/parameters/0/required", True,
    ),
    "a path parameter that nobody describes": (
        with_operation("/a/{b}", "get"), "GET /a/{b}: no parameter describes {b} of the path; it is read as a text",
        "#/paths/~1a~1{b}/get/parameters", [{"name": "b", "in": "path", "required": True, "schema": TEXT}],
    ),
    "a path parameter that is not there": (
        beside(parameters=[{"name": "b", "in": "path", "required": True, "schema": TEXT}]),
        "GET /a: the path has no {b}; the parameter is left out", f"{GET}/parameters", [],
    ),
    "a parameter as Swagger 2 has it": (
        beside(parameters=[{"name": "p", "in": "query", "type": "string"}]),
        "GET /a, query p: its schema stands beside its other members, as in Swagger 2",
        f"{GET}/parameters/0", {"name": "p", "in": "query", "schema": TEXT},
    ),
    "a response without description": (
        beside(responses={"200": {}}), "GET /a, response 200: it has no `description`",
        f"{GET}/responses/200", {"description": ""},
    ),
    "an operation without responses": (
        {**document(), "paths": {"/a": {"get": {}}}}, "GET /a: it has no `responses`",
        f"{GET}/responses", {"default": {"description": ""}},
    ),
    "a range in small letters": (
        beside(responses={"2xx": {"description": "x"}}), "GET /a: '2xx' is read as '2XX'",
        f"{GET}/responses", {"2XX": {"description": "x"}},
    ),
    "a list of nobody knows what": (
        query({"type": "array"}), "GET /a, query product: it is a list, and does not say of what (`items`)",
        f"{QUERY}/schema", {"type": "array", "items": {}},
    ),
    "the type null in 3.0": (
        query({"type": ["string", "null"]}),
        'GET /a, query product: the type ["string", "null"] is written as in OpenAPI 3.1',
        f"{QUERY}/schema", {"nullable": True, "type": "string"},
    ),
    "null among the choices in 3.0": (
        answer({"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "GET /a, response 200: the type 'null' in `anyOf` is written as in OpenAPI 3.1; it is read as `nullable`",
        ANSWER, {"anyOf": [TEXT], "nullable": True},
    ),
    "a limit as 3.1 writes it": (
        query({"type": "integer", "exclusiveMinimum": 3}),
        "GET /a, query product: `exclusiveMinimum` 3 is written as in OpenAPI 3.1",
        f"{QUERY}/schema", {"type": "integer", "exclusiveMinimum": True, "minimum": 3},
    ),
    "a limit as 3.0 writes it": (
        query({"type": "integer", "minimum": 3, "exclusiveMinimum": True}, "3.1.0"),
        "GET /a, query product: `exclusiveMinimum` true is written as in OpenAPI 3.0",
        f"{QUERY}/schema", {"type": "integer", "exclusiveMinimum": 3},
    ),
    "a type by another name": (
        query({"type": "int"}), "GET /a, query product: the type 'int' is read as 'integer'",
        f"{QUERY}/schema", {"type": "integer"},
    ),
    "a pattern of another language": (
        query({"type": "string", "pattern": "(?i)a"}),
        "GET /a, query product: its pattern '(?i)a' is no regular expression of JSON Schema; left out",
        f"{QUERY}/schema", TEXT,
    ),
    "what stands beside a reference in 3.0": (
        answer({"$ref": "#/components/schemas/A", "nullable": True}, schemas={"A": TEXT}),
        "GET /a, response 200: `nullable` beside `$ref` counts for nothing in OpenAPI 3.0",
        ANSWER, {"$ref": "#/components/schemas/A"},
    ),
    "a schema that is not there": (
        answer({"$ref": "#/components/schemas/No"}),
        "GET /a, response 200: '#/components/schemas/No' is not there, leads only to itself or over more than 20 "
        "references; any value is taken",
        ANSWER, {},
    ),
    "security that is not declared": (
        beside(security=[{"Key": []}]),
        "GET /a: its security asks for 'Key', which `securitySchemes` does not declare; no client sends it",
        f"{GET}/security", [{}],
    ),
    "a name with a blank": (
        answer({"$ref": "#/components/schemas/A B"}, schemas={"A B": TEXT}),
        "`schemas` A B: its name may hold letters, digits, `.`, `-` and `_`; it is read as 'A_B'",
        ANSWER, {"$ref": "#/components/schemas/A_B"},
    ),
    "a path without its slash": (
        {**document(), "paths": {"a": {"get": {"responses": OK}}}}, "the document: the path 'a' does not begin with /",
        f"{GET}/responses", OK,
    ),
    "a version that is a number": (
        document(info={"title": "x", "version": 1.0}), "info: `version` 1.0 is no text; it is read as '1.0'",
        "#/info/version", "1.0",
    ),
    "a license without a name": (
        document(info={"title": "x", "version": "1", "license": {"url": "https://x.test"}}),
        'info: `license` {"url": "https://x.test"} has no `name`; it is left out',
        "#/info", {"title": "x", "version": "1"},
    ),
    "a member that is null": (
        beside(description=None), "GET /a: `description` null is no text; it is left out", GET, {"responses": OK},
    ),
    "a member of no specification": (
        beside(produces=["a/b"]), "GET /a: `produces` is nothing that OpenAPI has here; left out",
        GET, {"responses": OK},
    ),
    "allOf among the properties": (
        answer({"type": "object", "properties": {"allOf": [TEXT]}}),
        "GET /a, response 200: `allOf` stands among its properties; it is read as its own",
        f"{ANSWER}/allOf", [TEXT],
    ),
    "a header and a field below": (
        beside(responses={"200": {"description": "x", "headers": {"X-A": {"schema": {
            "type": "object", "properties": {"b": {"type": "array", "items": {"type": "string", "default": 1}}},
        }}}}}),
        "GET /a, response 200, header X-A, field b[]: the default 1 is no text; it is read as '1'",
        f"{GET}/responses/200/headers/X-A/schema/properties/b/items/default", "1",
    ),
}  # fmt: skip
