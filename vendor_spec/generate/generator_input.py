"""The corrected document in the form that openapi-python-client can read whole."""

import copy
import re
import unicodedata
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.generate.message_bodies import lay_out_bodies
from vendor_spec.generate.names import name_everything, operation_name
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.parameters import declared_parameters
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.references import iter_nodes, iter_references, named_schemas, resolve
from vendor_spec.openapi.yaml_text import unshare

RESERVED_HEADERS = ("accept", "authorization", "content-type")


def prepare(content: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a document in which everything has a name, and nothing is left that the generator drops."""
    prepared: dict[str, Any] = unshare(content)
    _drop_reserved_headers(prepared)
    components = prepared.get("components", {})
    bodies = list(components.get("requestBodies", {}).values())
    parameters = list(components.get("parameters", {}).values())
    for operation in iter_operations(prepared):
        _refuse_odd_template(operation.path)
        if operation.definition.get("deprecated"):  # templates see descriptions, not this mark
            description = operation.definition.get("description", "")
            operation.definition["description"] = f"Deprecated by the vendor. {description}".strip()
        bodies.append(resolve(prepared, operation.definition.get("requestBody", {})))
        parameters += declared_parameters(prepared, operation)
    for body in bodies:
        for media in body.get("content", {}).values():
            media.setdefault("schema", {})
    for parameter in parameters:
        _refuse_odd_name("parameter", str(parameter.get("name", "")))
        _fit_to_place(prepared, parameter)
    _simplify_schemas(prepared)
    _follow_aliases(prepared)
    name_everything(prepared)
    lay_out_bodies(prepared)
    _put_parts_first(prepared)
    return prepared


def request_paths(prepared: dict[str, Any]) -> dict[str, str]:
    """Return, by the Python name of an operation, its path in requests where the document has it under another one."""
    operations = iter_operations(prepared)
    return {operation_name(each): each.request_path for each in operations if each.request_path != each.path}


def _drop_reserved_headers(content: dict[str, Any]) -> None:
    # OpenAPI ignores such parameters: media types and security schemes say what these headers hold.
    items = list(content.get("paths", {}).values())
    for holder in [*items, *(operation.definition for operation in iter_operations(content))]:
        for parameter in list(holder.get("parameters", ())):
            declared = resolve(content, parameter)
            if declared.get("in") == "header" and str(declared.get("name")).lower() in RESERVED_HEADERS:
                holder["parameters"].remove(parameter)


def _refuse_odd_template(path: str) -> None:
    for name in PARAMETER.findall(path):
        if not re.fullmatch(r"[A-Za-z_-][A-Za-z0-9_-]*", name):
            raise SpecError(
                printable(f"the path {path[:120]} has a parameter that no client can be generated for; ")
                + "its name may hold letters, digits, - and _ and begins with no digit"
            )


def _refuse_odd_name(kind: str, name: str) -> None:
    # The generator leaves such characters out, and Python reads them as others: another name would go over the wire.
    if not name.isprintable() or unicodedata.normalize("NFKC", name) != name:
        raise SpecError(
            f"the name of the {kind} {ascii(name)[:120]} has a character that Python code cannot hold as it is; "
            "correct the name in the overlay"
        )


def _simplify_schemas(prepared: dict[str, Any]) -> None:
    for _, node, is_name_map in iter_nodes(prepared):
        if not is_name_map:
            _drop_odd_choices(node)
            for name in node["properties"] if isinstance(node.get("properties"), dict) else ():
                _refuse_odd_name("property", name)
        for key, value in node.items():
            if is_name_map or key in ("items", "schema", "not"):
                node[key] = _schema(value)
            elif isinstance(value, list) and key in ("allOf", "anyOf", "oneOf", "prefixItems"):
                node[key] = [_schema(item) for item in value]


def _drop_odd_choices(schema: dict[str, Any]) -> None:
    # The generator takes lists of texts or of integers, and type checkers no other Literal; what is left is the type.
    given = schema.get("enum")
    choices = [value for value in given if value is not None] if isinstance(given, list) else []
    if {type(value) for value in choices} not in (set(), {str}, {int}) or not all(map(_is_literal, choices)):
        del schema["enum"]
    if not _is_literal(schema.get("const")):
        del schema["const"]


def _is_literal(value: Any) -> bool:
    return isinstance(value, str | None) or (isinstance(value, int) and abs(value) < 2**63)


def _schema(value: Any) -> Any:
    # It knows `true` and `false` (3.1: anything, nothing) as `additionalProperties` only.
    return ({} if value else {"not": {}}) if isinstance(value, bool) else value


def _put_parts_first(prepared: dict[str, Any]) -> None:
    # The generator takes a schema up again and again until it has met all that this one refers to.
    schemas = named_schemas(prepared)
    ordered: dict[str, Any] = {}
    started: set[str] = set()
    pending = [(key, False) for key in reversed(schemas)]
    while pending:
        key, is_done = pending.pop()
        if is_done:
            ordered[key] = schemas[key]
        elif key not in started:
            started.add(key)
            pending.append((key, True))
            names = [node["$ref"].rpartition("/")[2] for _, node in iter_references(schemas[key])]
            pending.extend((name, False) for name in reversed(names) if name in schemas)
    if schemas:
        prepared["components"]["schemas"] = ordered


def _follow_aliases(prepared: dict[str, Any]) -> None:
    # Of a schema that is a reference and nothing else the generator makes a second model of the same name.
    schemas = prepared.get("components", {}).get("schemas", {})
    aliases = {f"#/components/schemas/{key}": schema["$ref"] for key, schema in schemas.items() if "$ref" in schema}
    for _, node in iter_references(prepared):
        while node["$ref"] in aliases:
            node["$ref"] = aliases[node["$ref"]]
    for pointer in aliases:
        del schemas[pointer.rpartition("/")[2]]


def _fit_to_place(content: dict[str, Any], parameter: dict[str, Any]) -> None:
    # The generator silently leaves out a parameter that has `content` instead of `schema`.
    for media in parameter.get("content", {}).values():
        parameter.setdefault("schema", copy.deepcopy(media.get("schema", {})))
    schema = resolve(content, parameter.get("schema", {}))
    is_nullable = schema.get("nullable") or "null" in schema.get("type", "")
    if parameter.get("in") == "path" and is_nullable:
        types = [type_ for type_ in schema["type"] if type_ != "null"] if isinstance(schema["type"], list) else "string"
        parameter["schema"] = {**schema, "nullable": False, "type": types}
