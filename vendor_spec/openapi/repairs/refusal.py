"""What our tools cannot live with: one sentence with the place, and the overlay action that would help."""

import json
import re
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.references import is_inside, is_part, iter_references, resolve, unescape
from vendor_spec.openapi.repairs.parts import pointer_to
from vendor_spec.openapi.repairs.references import LEADS_NOWHERE
from vendor_spec.openapi.repairs.specification import find_differences
from vendor_spec.openapi.validation import request_path

LONGEST_TARGET = 250  # characters
# What an action may put where something is missing; whoever pastes it writes what is true.
_EXAMPLES = {"in": "query", "name": "name", "type": "apiKey", "scheme": "bearer", "propertyName": "type", "url": "/"}


def refuse_differences(content: dict[str, Any], name: str) -> None:
    """Raise SpecError for what has not the form that OpenAPI gives it."""
    for difference in find_differences(content)[:1]:
        place = pointer_to(difference.way)[:200]
        reason = difference.message.partition("\n")[0]
        reason = reason if len(reason) <= 200 else f"...{reason[-197:]}"
        example = _EXAMPLES.get(str(difference.value)) if difference.keyword == "required" else None
        verb = {"update": {difference.value: example}} if example else {"remove": True}
        version = content["openapi"][:3]
        raise SpecError(
            printable(f"{name} is not a valid OpenAPI {version} document at {place}: {reason}; ")
            + action_for(difference.way, verb)
        )


def refuse_references(content: dict[str, Any], name: str) -> None:
    """Raise SpecError for a reference that leads nowhere, only to itself, or to what is no part."""
    known: set[str] = set()
    for place, node in iter_references(content):
        reference = node["$ref"]
        if reference in known:
            continue
        known.add(reference)
        if not is_inside(content, reference):
            what = f"which {LEADS_NOWHERE}"
        elif not is_part(content, reference):
            what = "which is a value and no part of the document"
        else:
            continue
        raise SpecError(
            printable(f"{name} refers to {reference[:120]} at {place[:200]}, {what}; ")
            + action_for(_way_of(content, place), {"remove": True})
        )


def refuse_parts_of_another_kind(content: dict[str, Any], name: str) -> None:
    """Raise SpecError for a reference that leads to something else than its place asks for."""
    for operation in iter_operations(content):
        definition, item = operation.definition, content["paths"][operation.path]
        parameters = [*definition.get("parameters", ()), *item.get("parameters", ())]
        body = [definition["requestBody"]] if "requestBody" in definition else []
        responses = [part for key, part in definition.get("responses", {}).items() if not key.startswith("x-")]
        for parts, wanted in ((parameters, ("name", "in")), (body, ("content",)), (responses, ("description",))):
            for part in parts:
                target = resolve(content, part)
                if not (isinstance(target, dict) and all(key in target for key in wanted)):
                    where = printable(f"{part.get('$ref')} at {operation.label[:200]}")
                    raise SpecError(
                        f"{name} refers to {where}, which has no {' and '.join(wanted)}; mend the reference"
                    )


def refuse_bad_paths(content: dict[str, Any], name: str) -> None:
    """Raise SpecError for a path that no request can have."""
    for path in content.get("paths", {}):
        if path.startswith("x-"):
            continue
        shown = json.dumps(path)[:80]
        if not path.startswith("/") or not path.isprintable() or " " in path:
            raise SpecError(f"{name}: the path {shown} does not start with /, or has white space in it")
        if not re.fullmatch(r"([^{}]|\{[^{}!]+\})+", path):
            raise SpecError(f"{name}: the path {shown} has a brace without its other half, or no name between the two")


def refuse_bad_request_paths(content: dict[str, Any], name: str) -> None:
    """Raise SpecError for an `x-request-path` that no request can be sent to."""
    for operation in iter_operations(content):
        if request_path.NAME in operation.definition:
            given = operation.definition[request_path.NAME]
            if problem := request_path.find_problem(operation.path, given):
                where = f"the {request_path.NAME} {json.dumps(given)[:80]} of {operation.label[:130]}"
                raise SpecError(printable(f"{name}: {where} {problem}"))


def _way_of(content: Any, pointer: str) -> tuple[str | int, ...]:
    way: list[str | int] = []
    for part in map(unescape, pointer.split("/")[1:]):
        way.append(int(part) if isinstance(content, list) else part)
        content = content[way[-1]]
    return tuple(way)


def action_for(way: tuple[str | int, ...], verb: dict[str, Any]) -> str:
    """Return the end of a refusal: an overlay action, ready to paste, that changes the place where keys lead."""
    if sum(len(str(key)) for key in way) > LONGEST_TARGET:
        return "mend it by an action in openapi.overlay.yaml"
    target = "$" + "".join(f"[{key}]" if isinstance(key, int) else f"['{_escaped(key)}']" for key in way)
    id_ = "-".join(re.findall(r"[a-z0-9]+", " ".join(map(str, way)).lower()))[:60] or "document"
    action = {
        "target": target,
        "description": "OpenAPI has something else here.",
        "x-correction": f"mend-{id_}",
        "x-evidence": "the OpenAPI specification",
        **verb,
    }
    return f"mend it by an action in openapi.overlay.yaml, such as: - {json.dumps(action)}"


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace("'", "\\'")
