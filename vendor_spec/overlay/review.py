"""What an update of the document does to our corrections: which match nothing, are unneeded, or collide with it."""

import copy
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from vendor_spec.errors import SpecError
from vendor_spec.openapi.references import escape
from vendor_spec.overlay.actions import Overlay, apply
from vendor_spec.overlay.jsonpath import find, pointer

Overridden = dict[str, tuple[Any, Any]]


def review_corrections(overlay: Overlay, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return a sentence, with correction and place, for each correction that fits `old` better than `new`."""
    sentences: list[str] = []
    before, after = copy.deepcopy(old), copy.deepcopy(new)
    for id_ in dict.fromkeys(action["x-correction"] for action in overlay.actions):
        actions = [
            (number, action) for number, action in enumerate(overlay.actions, 1) if action["x-correction"] == id_
        ]
        name = f"{overlay.name}: the correction {id_}"
        before, fitted, _ = _apply(overlay, actions, before)
        start = after
        after, overridden, missing = _apply(overlay, actions, start)
        moves = list(_moves(actions))
        done = [target for source, target in moves if not _find(source, new) and _find(target, new)]
        if done or (not missing and after == start):
            what = f"{done[0]} is there already" if done else "the document says the same by itself"
            sentences.append(f"{name} is unneeded: {what}; take it out")
            after = start
            continue
        both = [(source, target) for source, target in moves if _find(source, new) and _find(target, new)]
        sentences += [
            f"{name} collides: the document has both {source} and {target}, and the correction would put the first "
            "over the second; settle which one is right"
            for source, target in both
        ]
        sentences += [f"{name} matches nothing: {sentence}" for sentence in missing]
        # What is overridden now and was not before, or had another value before.
        own = [
            place
            for place, (vendor, correction) in overridden.items()
            if vendor != correction and (place not in fitted or fitted[place][0] != vendor)
        ]
        if own and not both:
            others = f" and {len(own) - 1} places more" if len(own) > 1 else ""
            sentences.append(
                f"{name} collides: the document now has its own {own[0]}{others}, which the correction overrides; "
                "settle which one is right"
            )
    return sentences


def _apply(
    overlay: Overlay, actions: list[tuple[int, dict[str, Any]]], content: dict[str, Any]
) -> tuple[dict[str, Any], Overridden, list[str]]:
    """Return the corrected content, what the actions override in it, and which of them find nothing there."""
    overridden: Overridden = {}
    missing = []
    for number, action in actions:
        for place, node in _find(action["target"], content):
            if isinstance(action.get("update"), dict) and isinstance(node, dict):
                overridden |= dict(_override(place, node, action["update"]))
        try:
            content, _ = apply(evolve(overlay, actions=(action,)), content)
        except SpecError:
            source = f" (from {action['copy']})" if "copy" in action else ""
            missing.append(f"action {number} wants {action['target']}{source}, which the document no longer has")
    return content, overridden, missing


def _moves(actions: list[tuple[int, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    """Yield source and target of what a correction copies and then removes: a rename."""
    removed = {action["target"] for _, action in actions if action.get("remove")}
    yield from ((action["copy"], action["target"]) for _, action in actions if action.get("copy") in removed)


def _override(place: str, node: dict[str, Any], update: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for key, new in update.items():
        below, old = f"{place}/{escape(key)}", node.get(key)
        if isinstance(old, dict) and isinstance(new, dict) and "$ref" not in (*old, *new):
            yield from _override(below, old, new)
        elif key in node:
            yield below, (old, new)


def _find(expression: str, content: dict[str, Any]) -> list[tuple[str, Any]]:
    try:
        return [(pointer(node.location), node.value) for node in find(expression, content)]
    except SpecError:
        return []
