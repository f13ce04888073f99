"""References: what stands beside one, what leads nowhere, and what OpenAPI has no reference for."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from vendor_spec.errors import SpecError
from vendor_spec.openapi.references import MOST_STEPS, escape, is_inside, iter_references, resolve
from vendor_spec.openapi.repairs.notices import Notice, shown
from vendor_spec.openapi.repairs.parts import Part, iter_parts
from vendor_spec.openapi.repairs.spelling import rename
from vendor_spec.openapi.yaml_text import MAX_DEPTH, MAX_NODES

LEADS_NOWHERE = f"is not there, leads only to itself or over more than {MOST_STEPS} references"
_WRITTEN_OUT = ("path item", "operation", "callback")


def write_out(content: dict[str, Any], name: str) -> None:
    """Put path items, operations and callbacks in the place of the references to them: few tools follow these.

    Raises SpecError when the document grows by more than MAX_NODES, or beyond MAX_DEPTH.
    """
    left = MAX_NODES
    for part in iter_parts(content):
        if part.kind not in _WRITTEN_OUT or not part.is_reference:
            continue
        reference = part.node["$ref"]
        if not is_inside(content, reference):
            continue  # refused elsewhere
        target = resolve(content, {"$ref": reference})
        if not isinstance(target, dict):
            continue
        left -= _count(target)
        if left < 0 or len(part.way) > MAX_DEPTH:
            raise SpecError(
                f"{name} is too large when its references to path items are written out; have fewer of them"
            )
        beside = {key: value for key, value in part.node.items() if key != "$ref"}
        part.node.clear()  # first: of a callback that leads to its own path, the inner one is empty
        part.node.update({**json.loads(json.dumps(target)), **beside})


def _count(value: Any) -> int:
    nodes, stack = 0, [value]
    while stack:
        node = stack.pop()
        nodes += 1
        stack.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
    return nodes


def mend_reference_of_30(part: Part) -> Iterator[Notice]:
    """Leave a reference alone, as OpenAPI 3.0 reads it."""
    if not part.is_reference or part.kind in _WRITTEN_OUT:
        return
    beside = [key for key in part.node if key != "$ref" and not key.startswith("x-")]
    for key in beside:
        del part.node[key]
    if beside:
        listed = " and ".join(f"`{key[:60]}`" for key in beside[:5])
        yield part.notice(
            "$ref", f"{listed} beside `$ref` {'counts' if len(beside) == 1 else 'count'} for nothing in OpenAPI 3.0"
        )


def mend_dangling(part: Part, known: dict[str, bool], content: dict[str, Any]) -> Iterator[Notice]:
    """Let a schema be anything that refers to what is not there."""
    if part.kind != "schema" or not part.is_reference:
        return
    reference = part.node["$ref"]
    if reference not in known:
        known[reference] = is_inside(content, reference)
    if not known[reference]:
        del part.node["$ref"]
        yield part.notice("$ref", f"{shown(reference)} {LEADS_NOWHERE}; any value is taken")


def mend_names(content: dict[str, Any]) -> Iterator[Notice]:
    """Give components names of letters, digits, `.`, `-` and `_`, and say so wherever they are referred to."""
    components = content.get("components")
    renamed: dict[str, str] = {}
    for kind, named in components.items() if isinstance(components, dict) else ():
        if kind.startswith("x-") or not isinstance(named, dict):
            continue
        alike = Counter(_plain(name) for name in named)
        for name in [each for each in named if _plain(each) != each]:
            mark = "" if alike[_plain(name)] == 1 else f"_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
            new = _plain(name) + mark
            rename(named, name, new)
            renamed[f"#/components/{kind}/{escape(name)}"] = f"#/components/{kind}/{escape(new)}"
            part = Part("components", named, ("components", kind), words=(f"`{kind}` {name[:100]}",))
            fault = f"its name may hold letters, digits, `.`, `-` and `_`; it is read as {shown(new)}"
            yield part.notice("name", fault, new)
    if renamed:
        _tell_new_names(content, renamed)


def _plain(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9._-]+", "_", name) or "_"


def _tell_new_names(content: dict[str, Any], renamed: dict[str, str]) -> None:
    for _, node in iter_references(content):
        node["$ref"] = _follow(renamed, node["$ref"])
    for part in iter_parts(content):
        discriminator, security = part.node.get("discriminator"), part.node.get("security")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if part.kind == "schema" and isinstance(mapping, dict):
            mapping.update({value: _follow(renamed, str(reference)) for value, reference in mapping.items()})
        for requirement in security if isinstance(security, list) and part.kind in ("document", "operation") else ():
            for name in list(requirement) if isinstance(requirement, dict) else ():
                pointer = f"#/components/securitySchemes/{escape(name)}"
                rename(requirement, name, renamed.get(pointer, f"/{name}").rpartition("/")[2])


def _follow(renamed: dict[str, str], reference: str) -> str:
    parts = "/".join(map(unquote, reference.split("/"))).split("/")
    new = renamed.get("/".join(parts[:4]))
    return "/".join([new, *reference.split("/")[4:]]) if new else reference
