"""What a page's own OpenAPI block says otherwise than the whole document; what is for readers alone is left out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import NAME_MAPS, escape, resolve, unescape
from vendor_spec.openapi.responses import documented_responses
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes
from vendor_spec.prose.claims import BlockClaim

MOST_CLAIMS = 50
MOST_STEPS = 20_000
LONGEST = 200  # characters of a value
_FOR_READERS = ("description", "summary", "title", "tags", "externalDocs", "example", "examples")
_FALSE_BY_DEFAULT = ("required", "deprecated", "nullable", "readOnly", "writeOnly", "uniqueItems", "allowEmptyValue")
_SETS = ("required", "enum", "type")


def find_differences(
    content: Mapping[str, Any], operation: Operation, block: Mapping[str, Any], own: Operation, line: int
) -> tuple[BlockClaim, ...]:
    """Return where a page's block says otherwise of its operation, `own`, than a document does.

    `content` is that of the document, `block` that of the block, which begins at `line`. There are not more than
    MOST_CLAIMS, and what is found in the first MOST_STEPS comparisons.
    """
    claims: list[BlockClaim] = []
    pairs: list[tuple[str, Any, Any, bool]] = [("", _view(content, operation), _view(block, own), False)]
    seen: set[tuple[int, int]] = set()
    for _ in range(MOST_STEPS):
        if not pairs or len(claims) == MOST_CLAIMS:
            break
        place, ours, theirs, is_name_map = pairs.pop()
        ours, theirs = _resolve(content, ours), _resolve(block, theirs)
        below = list(_below(ours, theirs, is_name_map))
        if not below and _write(ours, place) != _write(theirs, place):
            claims.append(BlockClaim(line, place, _write(theirs, place)))
        elif (id(ours), id(theirs)) not in seen:
            seen.add((id(ours), id(theirs)))
            pairs += reversed(
                [(f"{place}/{escape(key)}", one, two, not is_name_map and key in NAME_MAPS) for key, one, two in below]
            )
    return tuple(claims)


def look_up_place(content: Mapping[str, Any], operation: Operation, place: str) -> str:
    """Return what a document has at the place of a BlockClaim, in the words of its `says`."""
    node: Any = _view(content, operation)
    for part in map(unescape, place.split("/")[1:]):
        node = _resolve(content, node)
        if isinstance(node, list):
            node = node[int(part)] if part.isdecimal() and int(part) < len(node) else None
        else:
            node = node.get(part) if isinstance(node, dict) else None
    return _write(_resolve(content, node), place)


def _view(content: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    """Return what a document says of an operation, wherever it stands."""
    definition = operation.definition
    item = content["paths"][operation.path]
    parameters = documented_parameters(content, operation)
    servers = definition.get("servers") or item.get("servers") or content.get("servers") or [{"url": "/"}]
    return {
        "operationId": definition.get("operationId"),
        "deprecated": definition.get("deprecated"),
        "servers": [server.get("url") for server in servers],
        "security": sorted(_alternatives(content, operation)),
        "parameters": {f"{each['in']}.{each['name']}": each for each in parameters},
        "requestBody": definition.get("requestBody"),
        "responses": documented_responses(content, operation),
    }


def _alternatives(content: Mapping[str, Any], operation: Operation) -> Iterator[str]:
    schemes = security_schemes(content)
    for requirement in security_requirements(content, operation):
        carriers = [carrier_of(schemes.get(name, {})) for name in requirement]
        yield " and ".join(sorted(f"{carrier.kind} {carrier.location} {carrier.name}" for carrier in carriers))


def _below(ours: Any, theirs: Any, is_name_map: bool) -> Iterator[tuple[str, Any, Any]]:
    """Yield the parts of two values that can be compared one by one; nothing where the values are to be as a whole."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in dict.fromkeys((*ours, *theirs)):
            if is_name_map or not (key in _FOR_READERS or key.startswith("x-")):
                yield key, ours.get(key), theirs.get(key)
    are_lists = isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs)
    if are_lists and all(isinstance(item, dict) for item in (*ours, *theirs)):
        for index, (one, two) in enumerate(zip(ours, theirs, strict=True)):
            yield str(index), one, two


def _resolve(content: Mapping[str, Any], node: Any) -> Any:
    try:
        return resolve(content, node)
    except KeyError:
        return None


def _write(value: Any, place: str) -> str:
    """Return a value as JSON, an object by its keys alone; empty for none, and for what goes without saying."""
    key = place.rpartition("/")[2]
    if value is None or value == {} or (value is False and key in _FALSE_BY_DEFAULT):
        return ""
    if isinstance(value, dict):
        value = sorted(value)
    elif isinstance(value, list) and key in _SETS:
        value = sorted(value, key=json.dumps)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
