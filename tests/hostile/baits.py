"""Documents that would lead whoever reads them to a file or an address of their choice."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from attrs import define, field

from tests.documents import document

SECRET = "only-in-the-file-that-nobody-may-read"
Place = Callable[[Any], dict[str, Any]]


@define
class Bait:
    """A server on loopback that notes whatever it is asked for, and answers with what a schema could be."""

    url: str = ""
    asked: list[str] = field(factory=list)

    @contextmanager
    def serve(self) -> Iterator["Bait"]:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "17")
                self.end_headers()
                self.wfile.write(b'{"type":"string"}')

            do_HEAD = do_CONNECT = do_GET  # noqa: N815 - so the server wants it

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


def one(schema: Any = None, version: str = "3.0.3", **media: Any) -> dict[str, Any]:
    """A document whose one operation answers 200 with this schema, and with these members of the media type."""
    content = document(openapi=version)
    operation = content["paths"]["/numbers/{number_id}"]["get"]
    operation["responses"]["200"]["content"]["application/json"] = {"schema": schema or {"type": "object"}, **media}
    return content


def beside(**members: Any) -> dict[str, Any]:
    content = one()
    content["paths"]["/numbers/{number_id}"]["get"].update(members)
    return content


def response(**members: Any) -> dict[str, Any]:
    content = one()
    content["paths"]["/numbers/{number_id}"]["get"]["responses"]["200"].update(members)
    return content


def component(schema: Any, version: str = "3.0.3", **schemas: Any) -> dict[str, Any]:
    return {**one({"$ref": "#/components/schemas/A"}, version), "components": {"schemas": {"A": schema, **schemas}}}


def parameter(**members: Any) -> dict[str, Any]:
    return beside(parameters=[
        {"name": "number_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "object"}, **members},
    ])  # fmt: skip


def ref(target: str) -> dict[str, str]:
    return {"$ref": target}


THING = {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}
# What only looks like a reference, or is one that a document may hold: it is taken over, and leads nowhere.
TAKEN: dict[str, Place] = {
    "example": lambda t: one(example=ref(t)),
    "deep in an example": lambda t: one(example={"a": [{"b": [ref(t), {"c": ref(t)}]}]}),
    "example of a schema": lambda t: one({"type": "object", "example": ref(t)}),
    "example of a property": lambda t: one({"type": "object", "properties": {"a": {"example": ref(t)}}}),
    "value of a named example": lambda t: one(examples={"a": {"value": ref(t)}}),
    "named example": lambda t: one(examples={"a": ref(t)}),
    "external example": lambda t: one(examples={"a": {"externalValue": t}}),
    "example of a component": lambda t: {**one(), "components": {"examples": {"a": {"externalValue": t}, "b": ref(t)}}},
    "examples of a schema": lambda t: one({"type": "object", "examples": [ref(t)]}, "3.1.0"),
    "default": lambda t: one({"type": "object", "default": ref(t)}),
    "deep in a default": lambda t: one({"type": "object", "default": {"a": [[ref(t)]]}}),
    "enum": lambda t: one({"enum": [ref(t), "a"]}),
    "const": lambda t: one({"const": ref(t)}, "3.1.0"),
    "example of a parameter": lambda t: parameter(example=ref(t)),
    "default of a parameter": lambda t: parameter(schema={"type": "object", "default": ref(t)}),
    "example of a header": lambda t: response(headers={"X-A": {"schema": {"type": "object"}, "example": ref(t)}}),
    "extension": lambda t: {**one(), "x-a": ref(t)},
    "extension of an operation": lambda t: beside(**{"x-a": {"b": [ref(t)]}}),
    "extension of a schema": lambda t: one({"type": "object", "x-a": ref(t)}),
    "extension of a discriminator": lambda t: component(
        {"oneOf": [ref("#/components/schemas/B")], "discriminator": {"propertyName": "kind", "x-a": ref(t)}}, B=THING
    ),
    "mapping": lambda t: component(
        {
            "oneOf": [ref("#/components/schemas/B")],
            "discriminator": {"propertyName": "kind", "mapping": {"b": t}},
            "default": {"kind": "b"},
        },
        B=THING,
    ),
    "mapping of a kind that is nowhere": lambda t: component(
        {
            "anyOf": [ref("#/components/schemas/B")],
            "discriminator": {"propertyName": "kind"},
            "default": {"kind": f"../../..{t}"},
        },
        B=THING,
    ),
    "link": lambda t: response(links={"a": {"operationRef": t}}),
    "$id": lambda t: component({"$id": t, "$ref": "#/components/schemas/B"}, "3.1.0", B={"type": "object"}),
    "$id beside what refers to it": lambda t: component(
        {"$id": t, "properties": {"a": ref("#/components/schemas/B")}, "default": {"a": 1}},
        "3.1.0",
        B={"type": "integer"},
    ),
    "$id of the document": lambda t: {**component({"type": "object"}, "3.1.0"), "$id": t},
    "$id in an extension that is referred to": lambda t: {
        **component({"$ref": "#/x-a/b", "default": {}}, "3.1.0", B={"type": "object"}),
        "x-a": {"b": {"$id": t, "properties": {"a": ref("#/components/schemas/B")}, "default": {"a": {}}}},
    },
    "$schema": lambda t: component({"$schema": t, "type": "object", "default": {}}, "3.1.0"),
    "$dynamicRef": lambda t: component({"$dynamicRef": t, "default": {}}, "3.1.0"),
    "$recursiveRef": lambda t: component({"$recursiveRef": t, "default": {}}, "3.1.0"),
    "dialect": lambda t: {**component({"type": "object", "default": {}}, "3.1.0"), "jsonSchemaDialect": t},
}  # fmt: skip
# A reference that leads out: one sentence.
REFUSED: dict[str, Place] = {
    "schema": lambda t: one(ref(t)),
    "not": lambda t: one({"not": ref(t)}),
    "unknown keyword": lambda t: one({"type": "object", "unknown": {"a": ref(t)}}, "3.1.0"),
    "response": lambda t: beside(responses={"200": ref(t)}),
    "parameter": lambda t: beside(parameters=[ref(t)]),
    "header": lambda t: response(headers={"X-A": ref(t)}),
    "link": lambda t: response(links={"a": ref(t)}),
    "link called $ref": lambda t: response(links={"a": {"operationId": "get-number", "parameters": ref(t)}}),
    "parameter of a link": lambda t: response(
        links={"a": {"operationId": "get-number", "parameters": {"b": ref(t)}}}
    ),
    "body of a link": lambda t: response(links={"a": {"operationId": "get-number", "requestBody": ref(t)}}),
    "callback": lambda t: beside(callbacks={"a": ref(t)}),
    "path item": lambda t: {**one(), "paths": {"/a": ref(t)}},
    "webhook": lambda t: {**one(version="3.1.0"), "webhooks": {"default": ref(t)}},
    "beside a $ref that is none": lambda t: one({"$ref": {"a": ref(t)}}),
    "mapping called $ref": lambda t: component(
        {"oneOf": [THING], "discriminator": {"propertyName": "kind", "mapping": ref(t)}}
    ),
    "an example that is referred to": lambda t: {
        **component({"$ref": "#/components/schemas/B/example"}, "3.1.0", B={"example": {"$id": t}})
    },
}  # fmt: skip


def targets(folder: str, url: str) -> dict[str, str]:
    """How a file in `folder` and an address may be spelled."""
    path = f"{folder}/secret.json"
    return {
        "path": path,
        "relative": f"../../../../../../../../..{path}",
        "file address": f"file://{path}",
        "file address with a pointer": f"file://{path}#/properties",
        "host": f"file://localhost{path}",
        "in capitals": f"FILE://{path}",
        "escaped": f"file://{path.replace('secret', '%73ecret')}",
        "address": f"{url}/a.json",
        "address with a pointer": f"{url}/a.json#/type",
        "without a scheme": url.removeprefix("http:"),
        "a hash before it": f"#{path}",
        "behind a pointer": f"#/../..{path}",
    }
