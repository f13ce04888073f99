"""Our corrections to the document: an OpenAPI Overlay whose actions carry their reason and their evidence."""

import contextlib
import re
from pathlib import Path
from typing import Any

from attrs import field, frozen
from jsonpath_rfc9535 import JSONPathNode

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, sha256_of
from vendor_spec.openapi.twins import move_where_free
from vendor_spec.openapi.yaml_text import load_yaml, unshare
from vendor_spec.overlay import jsonpath
from vendor_spec.overlay.footprint import footprints
from vendor_spec.overlay.merging import merge_into

REQUIRED = ("target", "description", "x-correction", "x-evidence")
# What a document raises that a later action completes, or whose validation says what is wrong.
INCOMPLETE = (AttributeError, KeyError, TypeError)
VERBS = ("update", "remove", "copy")
# An action that says so is right on a document that has nothing for it, too.
MAY_MATCH_NOTHING = "x-may-match-nothing"


@frozen
class Correction:
    """Overlay actions that share an `x-correction` id, and the operations (labels) that they change."""

    id: str
    operations: tuple[str, ...] = ()


@frozen
class Overlay:
    """A parsed overlay file, of the bytes `content`; `sha256` is theirs, empty for no overlay at all."""

    name: str
    sha256: str
    actions: tuple[dict[str, Any], ...] = ()
    content: bytes = field(default=b"", repr=False, eq=False)

    def find_lines(self, correction: str) -> list[int]:
        """Return the numbers of the lines that name a correction by its id; none where it is not written on one."""
        named = re.compile(rf"""\bx-correction["']?:\s*["']?{re.escape(correction)}["']?\s*(?:[#,}}]|$)""")
        lines = self.content.decode(errors="replace").splitlines()
        return [number for number, line in enumerate(lines, 1) if named.search(line)]


NO_OVERLAY = Overlay(name="no overlay", sha256="")


def read_overlay(path: Path) -> Overlay:
    """Read an Overlay 1.0 or 1.1 file; raises SpecError that names the action which is not of the right form."""
    return parse_overlay(read_file(path), path.name)


def parse_overlay(content: bytes, name: str) -> Overlay:
    """Return what `read_overlay` reads, from the bytes of the file."""
    value = load_yaml(content, name)
    if not isinstance(value, dict) or str(value.get("overlay", ""))[:4] not in ("1.0.", "1.1."):
        raise SpecError(f"{name} is not an overlay: it has no `overlay: 1.1.0` (or 1.0.0) at its top")
    actions = value.get("actions")
    if not isinstance(actions, list):
        raise SpecError(f"{name} has no list of `actions`")
    for index, action in enumerate(actions):
        _check_action(action, _name_action(name, index, action))
    return Overlay(name, sha256_of(content), tuple(actions), content)


def apply(overlay: Overlay, content: dict[str, Any]) -> tuple[dict[str, Any], tuple[Correction, ...]]:
    """Return a copy of `content` with every action applied, in order, and the corrections that they are.

    Raises SpecError, naming the action, when its target or the source of its copy is not in the document, unless it may
    match nothing; and when it would replace what the document has. A correction of which no action matches is
    none of this document.
    """
    corrected = unshare(content)
    touched: dict[str, list[str]] = {}
    before = footprints(corrected)
    for index, action in enumerate(overlay.actions):
        corrected = unshare(corrected)  # the footprints hold parts of the one before
        try:
            if not _apply_action(action, corrected):
                continue
            with contextlib.suppress(*INCOMPLETE):
                move_where_free(corrected)
        except SpecError as error:
            raise SpecError(f"{_name_action(overlay.name, index, action)} {error}") from error
        labels = touched.setdefault(action["x-correction"], [])
        try:
            after = footprints(corrected)
        except INCOMPLETE:
            continue
        labels.extend(label for label in after if after[label] != before.get(label))
        _follow_moves(touched, before, after)
        before = after
    corrections = tuple(
        Correction(id_, tuple(label for label in before if label in labels)) for id_, labels in touched.items()
    )
    return corrected, corrections


def _check_action(action: Any, name: str) -> None:
    if not isinstance(action, dict):
        raise SpecError(f"{name} is not a mapping")
    for key in REQUIRED:
        if not isinstance(action.get(key), str) or not action[key].strip():
            raise SpecError(f"{name} lacks `{key}`; every action says what it targets, why, and on what evidence")
    if sum(verb in action for verb in VERBS) != 1:
        raise SpecError(f"{name} needs exactly one of update, remove, copy")
    if not isinstance(action.get("copy", ""), str):
        raise SpecError(f"{name} has a `copy` that is no text; give the JSONPath of what is copied")
    if not isinstance(action.get(MAY_MATCH_NOTHING, False), bool):
        raise SpecError(f"{name} has an `{MAY_MATCH_NOTHING}` that is neither true nor false")


def _apply_action(action: dict[str, Any], content: dict[str, Any]) -> bool:
    """Return False for an action that may match nothing, and does."""
    nodes = _find(action["target"], content)
    is_matched = nodes and ("copy" not in action or _find(action["copy"], content))
    if not is_matched and action.get(MAY_MATCH_NOTHING):
        return False
    if not nodes:
        raise SpecError(
            f"targets {action['target']}, which matches nothing in the document; "
            "mend the target, or take the action out if the vendor has changed the document"
        )
    if "remove" in action:
        # The last item of a list goes first, so that the others keep their index until then.
        for node in sorted(nodes, key=lambda node: node.location, reverse=True) if action["remove"] else ():
            if node.parent is None:
                raise SpecError("cannot be applied to $: the whole document cannot be removed")
            holder: Any = node.parent.value
            del holder[node.location[-1]]
        return True
    update = action["update"] if "update" in action else _find_source(action["copy"], content)
    names_one_place = jsonpath.names_one_place(action["target"])
    for node in nodes:
        if isinstance(node.value, dict) and not isinstance(update, dict):
            raise SpecError(f"cannot be applied to {action['target']}: only an object can be merged into it")
        merge_into(node, update, names_one_place=names_one_place, is_copy="copy" in action)
    return True


def _find_source(expression: str, content: dict[str, Any]) -> Any:
    sources = _find(expression, content)
    if not sources:
        raise SpecError(f"copies from {expression}, which matches nothing in the document; mend the source")
    if len(sources) > 1:
        raise SpecError(f"copies from {expression}, which matches {len(sources)} places; name one of them")
    return unshare(sources[0].value)


def _find(expression: str, content: dict[str, Any]) -> list[JSONPathNode]:
    try:
        return jsonpath.find(expression, content)
    except SpecError as error:
        raise SpecError(f"has an unusable JSONPath {error}") from None


def _name_action(overlay: str, index: int, action: Any) -> str:
    correction = action.get("x-correction") if isinstance(action, dict) else None
    return f"{overlay}: action {index + 1}" + (f" ({correction})" if isinstance(correction, str) else "")


def _follow_moves(touched: dict[str, list[str]], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Let what was corrected under one path count as corrected under the one that it is copied to."""
    for label in after.keys() - before.keys():
        sources = {old for old in before if before[old]["operation"] == after[label]["operation"]}
        for labels in touched.values():
            labels.extend([label] if sources & set(labels) else [])
