"""Our corrections to the document: an OpenAPI Overlay whose actions carry their reason and their evidence."""

from pathlib import Path
from typing import Any

from attrs import field, frozen
from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.ext.parser import parse as parse_jsonpath
from oas_patch import apply_overlay

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, sha256_of
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.footprint import footprint
from vendor_spec.openapi.yaml_text import load_yaml, unshare

REQUIRED = ("target", "description", "x-correction", "x-evidence")
VERBS = ("update", "remove", "copy")


@frozen
class Correction:
    """Overlay actions that share an `x-correction` id, and the operations (labels) that they change."""

    id: str
    operations: tuple[str, ...] = ()


@frozen
class Overlay:
    """A parsed overlay file; `sha256` is that of its bytes, empty for no overlay at all."""

    name: str
    sha256: str
    actions: tuple[dict[str, Any], ...] = ()


@frozen
class Corrected:
    """A document with an overlay applied, and what the overlay did to it."""

    content: dict[str, Any]
    corrections: tuple[Correction, ...] = field(default=())


NO_OVERLAY = Overlay(name="no overlay", sha256="")


def read_overlay(path: Path) -> Overlay:
    """Read an Overlay 1.0 or 1.1 file; raises SpecError that names the action which is not of the right form."""
    return parse_overlay(read_file(path), path.name)


def parse_overlay(content: bytes, name: str) -> Overlay:
    """What `read_overlay` reads, from the bytes of the file."""
    value = load_yaml(content, name)
    if not isinstance(value, dict) or str(value.get("overlay", ""))[:4] not in ("1.0.", "1.1."):
        raise SpecError(f"{name} is not an overlay: it has no `overlay: 1.1.0` (or 1.0.0) at its top")
    actions = value.get("actions")
    if not isinstance(actions, list):
        raise SpecError(f"{name} has no list of `actions`")
    for index, action in enumerate(actions):
        _check_action(action, _name_action(name, index, action))
    return Overlay(name, sha256_of(content), tuple(actions))


def apply(overlay: Overlay, content: dict[str, Any]) -> Corrected:
    """`content` with every action applied, in order, to a copy.

    Raises SpecError, naming the action, when its target or the source of its copy is not in the document.
    """
    corrected = content
    touched: dict[str, list[str]] = {}
    before = _footprints(corrected)
    for index, action in enumerate(overlay.actions):
        # oas-patch puts one object into all places that an action targets; a later action must reach one of them alone.
        corrected = unshare(corrected)
        _apply_action(action, corrected, _name_action(overlay.name, index, action))
        after = _footprints(corrected)
        labels = touched.setdefault(action["x-correction"], [])
        labels.extend(label for label in after if after[label] != before.get(label))
        _follow_moves(touched, before, after)
        before = after
    corrections = tuple(
        Correction(id_, tuple(label for label in before if label in labels)) for id_, labels in touched.items()
    )
    return Corrected(unshare(corrected), corrections)


def _check_action(action: Any, name: str) -> None:
    if not isinstance(action, dict):
        raise SpecError(f"{name} is not a mapping")
    for key in REQUIRED:
        if not isinstance(action.get(key), str) or not action[key].strip():
            raise SpecError(f"{name} lacks `{key}`; every action says what it targets, why, and on what evidence")
    if sum(verb in action for verb in VERBS) != 1:
        raise SpecError(f"{name} needs exactly one of update, remove, copy")


def _apply_action(action: dict[str, Any], content: dict[str, Any], name: str) -> None:
    if not find(action["target"], content, name):
        raise SpecError(
            f"{name} targets {action['target']}, which matches nothing in the document; "
            "mend the target, or take the action out if the vendor has changed the document"
        )
    if "copy" in action and not find(action["copy"], content, name):
        raise SpecError(f"{name} copies from {action['copy']}, which matches nothing in the document; mend the source")
    try:
        apply_overlay(content, {"actions": [action]})
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise SpecError(f"{name} cannot be applied to {action['target']}: {error}") from None


def find(expression: str, content: dict[str, Any], name: str) -> list[Any]:
    """What a JSONPath matches; raises SpecError, which names the action by `name`, when it is none."""
    try:
        return list(parse_jsonpath(expression).find(content))
    except (JSONPathError, TypeError, ValueError) as error:
        raise SpecError(f"{name} has an unusable JSONPath {expression}: {error}") from None


def _name_action(overlay: str, index: int, action: Any) -> str:
    correction = action.get("x-correction") if isinstance(action, dict) else None
    return f"{overlay}: action {index + 1}" + (f" ({correction})" if isinstance(correction, str) else "")


def _follow_moves(touched: dict[str, list[str]], before: dict[str, Any], after: dict[str, Any]) -> None:
    """What was corrected under one path is corrected under the one that it is copied to."""
    for label in after.keys() - before.keys():
        sources = {old for old in before if before[old]["operation"] == after[label]["operation"]}
        for labels in touched.values():
            labels.extend([label] if sources & set(labels) else [])


def _footprints(content: dict[str, Any]) -> dict[str, Any]:
    return {operation.label: footprint(content, operation) for operation in iter_operations(content)}
