"""What an operation says twice, of nothing, or not at all: its id, its parameters, its tags, its security."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.repairs.form import say_repeated, without_repeats
from vendor_spec.openapi.repairs.notices import Notice, shown
from vendor_spec.openapi.repairs.parts import Part


def mend_ids(operations: list[Part]) -> Iterator[Notice]:
    """Give every operation an id of its own; the first by path and method keeps it, whatever the document's order."""
    by_id: dict[str, list[Part]] = defaultdict(list)
    for part in sorted(operations, key=lambda part: (str(part.way[1]), str(part.way[-1]))):
        if isinstance(part.node.get("operationId"), str):
            by_id[part.node["operationId"]].append(part)
    taken = set(by_id)
    for id_, (first, *others) in by_id.items():
        for part in others:
            words = re.sub(r"[^A-Za-z0-9]+", "_", f"{id_} {part.way[-1]} {part.way[1]}").strip("_")[:200]
            mark = hashlib.sha256(str(part.operation).encode()).hexdigest()[:8]
            name = words if words not in taken else f"{words}_{mark}"
            taken.add(name)
            part.node["operationId"] = name
            fault = f"the operationId {shown(id_)} is also that of {first.operation}; here it is read as {shown(name)}"
            yield part.notice("operationId", fault, "operationId")


def mend_parameters(part: Part, content: dict[str, Any]) -> Iterator[Notice]:
    """Leave each parameter of a list once."""
    listed = part.node.get("parameters")
    if not isinstance(listed, list):
        return
    seen: set[tuple[str, str]] = set()
    for index, parameter in enumerate(list(listed)):
        described = resolve(content, parameter)
        known = (str(described.get("in")), str(described.get("name")))
        if known in seen:
            listed[index] = None
            yield part.notice(
                "parameter", f"the parameter {' '.join(known)[:100]} is there more than once", "parameters", index
            )
        seen.add(known)
    part.node["parameters"] = [parameter for parameter in listed if parameter is not None]


def mend_path_parameters(part: Part, content: dict[str, Any]) -> Iterator[Notice]:
    """Describe every parameter in the path of an operation, and leave out what is not there."""
    path, item = str(part.way[1]), content["paths"][part.way[1]]
    in_path = dict.fromkeys(PARAMETER.findall(path))
    described: set[str] = set()
    for holder in (part.node, item):
        kept = []
        for parameter in holder.get("parameters", ()):
            given = resolve(content, parameter)
            if given["in"] != "path" or given["name"] in in_path:
                kept.append(parameter)
                described |= {given["name"]} if given["in"] == "path" else set()
            else:
                yield part.notice("path", f"the path has no {{{given['name'][:100]}}}; the parameter is left out")
        if "parameters" in holder:
            holder["parameters"] = kept
    for name in in_path:
        if name not in described:
            added = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            part.node.setdefault("parameters", []).append(added)
            yield part.notice("path", f"no parameter describes {{{name[:100]}}} of the path; it is read as a text")


def mend_tags(part: Part) -> Iterator[Notice]:
    """Leave each tag once."""
    kept, repeated = without_repeats(part.node.get("tags", []))
    if repeated:
        part.node["tags"] = kept
        yield part.notice("tags", say_repeated(repeated, "its `tags`"), "tags")


def mend_security(part: Part, content: dict[str, Any]) -> Iterator[Notice]:
    """Take out of the security what the document does not declare."""
    schemes = content.get("components", {}).get("securitySchemes", {})
    for index, requirement in enumerate(part.node.get("security", ())):
        for name in [name for name in requirement if name not in schemes]:
            del requirement[name]
            fault = f"its security asks for {shown(name)}, which `securitySchemes` does not declare; no client sends it"
            yield part.notice("security", fault, "security", index)
