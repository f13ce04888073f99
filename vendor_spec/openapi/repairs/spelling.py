"""What is written as another version of OpenAPI has it, or a little beside it: the meaning is plain, and kept."""

import re
from collections.abc import Iterator
from typing import Any

from vendor_spec.openapi.repairs.notices import Notice, shown
from vendor_spec.openapi.repairs.parts import Part
from vendor_spec.openapi.schemas import COMBINED

_TYPES = ("string", "number", "integer", "boolean", "array", "object")
_TYPE_SPELLINGS = {
    **dict.fromkeys(("int", "long", "int32", "int64"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("str", "text", "date", "datetime", "date-time", "uuid", "file"), "string"),
    "bool": "boolean",
    "list": "array",
    "map": "object",
}
# What Swagger 2 has in a parameter or a header itself, and OpenAPI 3 in its schema.
_OF_SCHEMA = (
    *("type", "format", "items", "default", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf"),
)


def mend_paths(part: Part) -> Iterator[Notice]:
    """Begin each path with a slash."""
    for path in [each for each in part.node if not each.startswith(("/", "x-")) and f"/{each}" not in part.node]:
        rename(part.node, path, f"/{path}")
        yield part.notice("slash", f"the path {shown(path)} does not begin with /", f"/{path}")


def mend_responses(part: Part) -> Iterator[Notice]:
    """Write the ranges of statuses as OpenAPI does; leave out what is no status."""
    for key in list(part.node):
        if key == "default" or key.startswith("x-") or re.fullmatch("[1-5]([0-9]{2}|XX)", key):
            continue
        meant = key.upper() if re.fullmatch("[1-5][Xx]{2}", key) else "default" if key.lower() == "default" else None
        if meant and meant not in part.node:
            rename(part.node, key, meant)
            yield part.notice("status", f"{shown(key)} is read as {shown(meant)}", meant)
        else:
            del part.node[key]
            yield part.notice("status", f"{shown(key)} is no status of a response; it is left out")


def mend_parameter(part: Part) -> Iterator[Notice]:
    """Give a parameter or a header its schema, and a path parameter its `required`."""
    node = part.node
    if part.is_reference:
        return
    place = node.get("in")
    if isinstance(place, str) and place != (known := place.lower()) and known in ("query", "path", "header", "cookie"):
        node["in"] = known
        yield part.notice("in", f"{shown(place)} is read as {shown(known)}", "in")
    if node.get("in") == "path" and node.get("required") is not True:
        node["required"] = True
        yield part.notice("required", "it is in the path, but not `required: true`")
    if "schema" not in node and not node.get("content"):
        node.pop("content", None)
        node["schema"] = {key: node.pop(key) for key in _OF_SCHEMA if key in node}
        what = "its schema stands beside its other members, as in Swagger 2" if node["schema"] else "it has no schema"
        yield part.notice("schema", what)


def mend_schema_of_30(part: Part) -> Iterator[Notice]:
    """Say in OpenAPI 3.0 what is written in the words of JSON Schema 2020-12."""
    node = part.node
    for limit, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if _is_number(value := node.get(limit)):
            node[bound], node[limit] = value, True
            yield part.notice(limit, f"`{limit}` {shown(value)} is written as in OpenAPI 3.1", limit)
    if "const" in node:
        value = node.pop("const")
        node.setdefault("enum", [value])
        yield part.notice("const", f"`const` {shown(value)} is written as in OpenAPI 3.1; it is read as an `enum`")
    if isinstance(examples := node.get("examples"), list):
        del node["examples"]
        if examples:
            node.setdefault("example", examples[0])
        yield part.notice("examples", "`examples` are written as in OpenAPI 3.1; the first is kept")
    types = node.get("type")
    if types == "null" or isinstance(types, list):
        yield from _mend_types(part, [types] if isinstance(types, str) else types)
    for keyword in ("oneOf", "anyOf"):
        choices = node.get(keyword)
        if isinstance(choices, list) and {"type": "null"} in choices:
            node["nullable"] = True
            node[keyword] = [each for each in choices if each != {"type": "null"}]
            if not node[keyword]:
                del node[keyword]
            fault = f"the type 'null' in `{keyword}` is written as in OpenAPI 3.1; it is read as `nullable`"
            yield part.notice("null", fault, keyword)


def _mend_types(part: Part, types: list[Any]) -> Iterator[Notice]:
    node = part.node
    del node["type"]
    others = [each for each in types if each != "null"]
    if len(others) < len(types):
        node["nullable"] = True
    if len(others) == 1:
        node["type"] = others[0]
    elif others and "anyOf" not in node:
        node["anyOf"] = [{"type": each} for each in others]
    yield part.notice("type", f"the type {shown(types)} is written as in OpenAPI 3.1", "type")


def mend_schema_of_31(part: Part) -> Iterator[Notice]:
    """Say in OpenAPI 3.1 what is written in the words of 3.0."""
    for limit, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(value := part.node.get(limit), bool):
            del part.node[limit]
            if value and bound in part.node:
                part.node[limit] = part.node.pop(bound)
            yield part.notice(limit, f"`{limit}` {shown(value)} is written as in OpenAPI 3.0", limit)


def mend_combination(part: Part) -> Iterator[Notice]:
    """Take `allOf` and the like out of the properties, where a list can only be meant for the schema itself."""
    properties = part.node.get("properties")
    for keyword in COMBINED:
        if isinstance(properties, dict) and isinstance(properties.get(keyword), list) and keyword not in part.node:
            part.node[keyword] = properties.pop(keyword)
            yield part.notice(keyword, f"`{keyword}` stands among its properties; it is read as its own", keyword)


def mend_type(part: Part) -> Iterator[Notice]:
    """Give a type the name that OpenAPI has for it."""
    type_ = part.node.get("type")
    if not isinstance(type_, str) or type_ in (*_TYPES, "null"):
        return
    meant = _TYPE_SPELLINGS.get(type_.lower(), type_.lower())
    if meant in _TYPES:
        part.node["type"] = meant
        if type_ == "file":
            part.node.setdefault("format", "binary")
        yield part.notice("type", f"the type {shown(type_)} is read as {shown(meant)}", "type")


def rename(node: dict[str, Any], old: str, new: str) -> None:
    """Give a member another name, at its place among the others."""
    members = list(node.items())
    node.clear()
    node.update((new if key == old else key, value) for key, value in members)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
