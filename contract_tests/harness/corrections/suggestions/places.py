"""Where a document describes what a finding is about; references and `allOf` are followed."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from contract_tests.harness.corrections.suggestions.targets import Keys, look
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import response_key

DEPTH = 30


class Ambiguous(Exception):
    """There are several places, and nothing says which one is meant."""


def follow(content: Any, keys: Keys) -> Keys:
    """Return the place that the one at `keys` refers to in the end; itself when it is no reference."""
    seen = set()
    while isinstance(node := look(content, keys), dict) and isinstance(node.get("$ref"), str):
        if keys in seen:
            raise Ambiguous
        seen.add(keys)
        place: Any = content
        parts: list[str | int] = []
        for part in node["$ref"].removeprefix("#").split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            parts.append(int(key) if isinstance(place, list) else key)
            place = place[parts[-1]]
        keys = tuple(parts)
    return keys


def operation_keys(operation: Operation) -> Keys:
    """Return where an operation is defined."""
    return ("paths", operation.path, operation.method)


def response_keys(content: Any, operation: Operation, status: str) -> Keys:
    """Return where a response is described, by its status, its range or by default; raises LookupError."""
    responses = (*operation_keys(operation), "responses")
    key = response_key(look(content, responses), status)
    if key is None:
        raise KeyError(status)
    return follow(content, (*responses, key))


def body_schemas(content: Any, operation: Operation, status: str) -> list[Keys]:
    """Return the schemas of the JSON bodies of the responses with a status."""
    response = response_keys(content, operation, status)
    described = look(content, response).get("content", {})
    named = [media for media in described if "json" in media.lower() and "schema" in described[media]]
    return [(*response, "content", media, "schema") for media in named]


def parameter_keys(content: Any, operation: Operation, place: str, name: str) -> Keys:
    """Return where a parameter is described, for this operation or for all of its path; raises LookupError."""
    for base in (operation_keys(operation), operation_keys(operation)[:-1]):
        for index in range(len(look(content, base).get("parameters", []))):
            keys = follow(content, (*base, "parameters", index))
            parameter = look(content, keys)
            if (parameter.get("in"), parameter.get("name")) == (place, name):
                return keys
    raise KeyError(name)


def schemas_at(content: Any, schema: Keys, pointer: str, depth: int = DEPTH) -> Iterator[Keys]:
    """Yield every part of `schema` that describes the value at `pointer` (indices as `*`): itself and its `allOf`.

    Raises Ambiguous where alternatives leave open which one of them describes it.
    """
    schema = follow(content, schema)
    node = look(content, schema)
    if not isinstance(node, dict) or not depth:
        return
    for keyword in ("oneOf", "anyOf"):
        real = [
            index
            for index, part in enumerate(node.get(keyword, []))
            if not (isinstance(part, dict) and part.get("type") == "null")
        ]
        if len(real) > 1:
            raise Ambiguous
        for index in real:
            yield from schemas_at(content, (*schema, keyword, index), pointer, depth - 1)
    for index in range(len(node.get("allOf", []))):
        yield from schemas_at(content, (*schema, "allOf", index), pointer, depth - 1)
    if not pointer:
        yield schema
        return
    if pointer.startswith("/*") and pointer[2:3] in ("", "/") and "items" in node:
        yield from schemas_at(content, (*schema, "items"), pointer[2:], depth - 1)
    for name in node.get("properties", {}):
        rest = pointer.removeprefix(f"/{name}")
        if rest != pointer and rest[:1] in ("", "/"):
            yield from schemas_at(content, (*schema, "properties", name), rest, depth - 1)


def only(places: Iterable[Keys]) -> Keys:
    """Return the one place; raises Ambiguous for several or none."""
    distinct = list(dict.fromkeys(places))
    if len(distinct) != 1:
        raise Ambiguous
    return distinct[0]
