"""A hostile document: texts that would run if they were ever code, in every place of it that takes free text.

A text runs by touching a file of its own below a folder of traps, so whoever looks there knows which attempt worked.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PLACES = ("query", "header", "cookie")
STRING = {"type": "string"}
# Each would run in another place: as a statement, out of a docstring, a literal, an f-string, a template, a shell.
TEXTS = {
    "plain": "{run}",
    "docstring": '"""\n{run}\n"""',
    "docstring behind a backslash": '\\"""\n{run}\n"""',
    "indented docstring": '"""\n        {run}\n        """',
    "single quotes": "'''\n{run}\n'''",
    "literal": '"); {run}; ("',
    "single-quoted literal": "'); {run}; ('",
    "concatenation": '" + str({run}) + "',
    "without quotes": '" + str({bare})]): #',
    "subscript": '"]): pass\n{run}\nclass Y(list["x',
    "type argument": '" + str({run})]) #',
    "escaped quote": '\\"); {run} #',
    "trailing backslash": "{run}\\",
    "f-string": "{{{run}}}",
    "nested f-string": '{{"{{" + str({run})}}',
    "template": "{{{{ {run} }}}}",
    "template globals": "{{{{ cycler.__init__.__globals__.os.system('{shell}') }}}}",
    "template statement": "{{% set x = cycler.__init__.__globals__.os.system('{shell}') %}}",
    "line feed": "x\n{run}",
    "carriage return": "x\r{run}",
    "line separators": "x\u2028{run}\u2029{run}\u0085{run}\x0b{run}\x0c{run}",
    "continued line": "x\\\n{run}",
    "null": "x\x00\n{run}",
    "coding": "-*- coding: rot13 -*-\n{run}",
    "shell": "$({shell}); `{shell}` & {shell} | {shell}",
    "escapes": "\\N{{BULLET}}\\x22\\u0022\\42); {run}",
    "right to left": "\u202e{run}\u200f\u2066",
    "format": "%s %(x)s {{0}} {{0.__class__.__init__.__globals__}} {run}",
    "type comment": "x # type: ignore\n{run}",
    "annotation": "int]; {run}; x: list[int",
    "decorator": "x)\n@{run}\ndef f(y",
    "html": "<script>{run}</script><img src=x onerror={shell}>",
}
NAMES = (
    *("__init__", "__class__", "__import__", "__builtins__", "__future__", "__all__", "__getattr__", "import os"),
    *("self", "cls", "class", "None", "True", "lambda", "async", "match", "type", "str", "dict", "list", "property"),
    *("../../../escaped", "..", ".", "/etc/escaped", "C:\\escaped", "~", "-", "%2e%2e%2f", "a/b", "a\x00b", "con"),
    *("client", "models", "types", "errors", "api", "document", "UNSET", "Any", "OPERATION", "Vobiz", "AsyncVobiz"),
    *("_client", "_fields", "_described", "from_dict", "additional_properties", "_WIRE_NAMES", "body", "operation"),
    *("", " ", "\u2028", "\U0001f4a3", "1", "é", "Ⅸ", "ﬁ", "\u202egnp", '"', "'", "\\", "{x}", "x" * 300, "ab" * 200),
)


def attempts(traps: Path) -> Iterator[tuple[str, str]]:
    """The name of an attempt, and its text; what the text touches is called like the attempt."""
    for name, text in TEXTS.items():
        trap = traps / name.replace(" ", "-")
        run = f"__import__('pathlib').Path('{trap}').touch()"
        bare = f"exec(bytes({list(run.encode())}).decode())"
        yield name, text.format(run=run, bare=bare, shell=f"touch {trap}")
    for name in NAMES:
        yield f"named {ascii(name)[:40]}", name


def document(texts: list[str]) -> dict[str, Any]:
    """A document that has each text in every place that OpenAPI allows it in, with one operation for each."""
    content: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": texts[0], "version": texts[0], "description": "\n".join(texts)},
        "servers": [{"url": "https://api.example.com"}],
        "tags": [{"name": text, "description": text} for text in dict.fromkeys(texts)],
        "security": [{f"Key{number}": [] for number in range(len(texts))}],
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {}},
        "x-texts": {text: text for text in texts},
    }
    for number, text in enumerate(texts):
        visible = text if is_plain(text) else "name"
        content["servers"].append({"url": f"https://x/{text}", "description": text})
        content["servers"].append({"url": "https://x/{v}", "variables": {"v": {"default": text, "description": text}}})
        content["components"]["securitySchemes"][f"Key{number}"] = {
            "type": "apiKey",
            "in": "header",
            "name": text,
            "description": text,
        }
        content["components"]["schemas"][f"Model{number}"] = _schema(text, visible)
        ending = text if re.fullmatch(r"[^\s{}?#]+", text) and text.isprintable() else ""
        content["paths"][f"/p{number}/{ending}"] = {"post": _operation(number, text, visible), f"x-{text}": text}
    return content


def is_plain(name: str) -> bool:
    """Whether a property or a parameter may have the name; others are refused."""
    return name.isprintable()


def _operation(number: int, text: str, name: str) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/Model{number}"}
    return {
        "operationId": text,
        "tags": [text],
        "summary": text,
        "description": text,
        "externalDocs": {"url": "https://x", "description": text},
        "parameters": [
            *(
                {"name": name or "q", "in": place, "description": text, "schema": {"type": "string"}}
                for place in PLACES
            ),
            {"name": "a", "in": "query", "example": text, "schema": {"type": "string", "default": text}},
            {"name": "b", "in": "query", "schema": {"type": "string", "enum": [text, "other"], "default": text}},
            {"name": "c", "in": "query", "schema": {"const": text}},
            {
                "name": "d",
                "in": "query",
                "schema": {"type": "string", "format": text, "pattern": "x", "examples": [text]},
            },
        ],
        "requestBody": {
            "description": text,
            "content": {
                "application/json": {"schema": reference, "example": {text: text}},
                text or "a/b": {"schema": {}},
            },
        },
        "responses": {
            "200": {
                "description": text,
                "headers": {text: {"description": text, "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": reference, "examples": {text: {"summary": text}}}},
            },
            "201": {"description": text, "content": {text or "a/b": {"schema": {"type": "string"}}}},
        },
        f"x-{text}": text,
    }


def _schema(text: str, name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "title": text,
        "description": text,
        "required": [name],
        "properties": {
            name: {"type": "string", "description": text, "default": text, "title": text},
            f"{name} chosen": {"type": "string", "enum": [text, "other"]},
            f"{name} fixed": {"anyOf": [{"const": text}, {"type": "integer"}], "default": text},
            f"{name} several": {"type": "array", "items": {"const": text}, "description": text},
            f"{name} by name": {"type": "object", "additionalProperties": {"const": text}},
            f"{name} any by name": {
                "type": "object",
                "additionalProperties": {"anyOf": [{"const": text}, {"type": "integer"}]},
            },
            f"{name} inside": {"type": "object", "title": text, "properties": {name: {"type": "integer"}}},
        },
        "discriminator": {"propertyName": text, "mapping": {text: text}},
        "example": {text: text},
    }
