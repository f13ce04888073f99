"""What an update of the document does to our corrections: which match nothing, are unneeded, or collide with it."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve

from vendor_spec.errors import SpecError
from vendor_spec.openapi.references import escape
from vendor_spec.openapi.validation.request_path import NAME
from vendor_spec.overlay.actions import MAY_MATCH_NOTHING, Overlay, apply
from vendor_spec.overlay.jsonpath import find, quote

Actions = list[tuple[int, dict[str, Any]]]
COLLIDES = "collides:"


def review_corrections(overlay: Overlay, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return a sentence, with correction and place, for each correction that fits `old` better than `new`."""
    sentences: list[str] = []
    before, after = old, new
    for id_ in dict.fromkeys(action["x-correction"] for action in overlay.actions):
        actions = [item for item in enumerate(overlay.actions, 1) if item[1]["x-correction"] == id_]
        name = f"{overlay.name}: the correction {id_}"
        uncorrected, (before, _) = before, _apply(overlay, actions, before)
        start, (after, unfit) = after, _apply(overlay, actions, after)
        moves, rerouted = list(_moves(actions)), list(_rerouted(actions))
        done = [to for source, to in (*moves, *rerouted) if not _matches(source, new) and _matches(to, new)]
        if not done and not unfit and all(_may_pass(action, new) for _, action in actions):
            continue
        if done or (not unfit and after == start):
            what = f"{done[0]} is there already" if done else "the document says the same by itself"
            sentences.append(f"{name} is unneeded: {what}; take it out")
            after = start
            continue
        both = [(source, target) for source, target in moves if _matches(source, new) and _matches(target, new)]
        sentences += [
            f"{name} {COLLIDES} the document has both {source} and {target}, and the correction would merge "
            "the first into the second; decide which one is right"
            for source, target in both
        ]
        sentences += [f"{name} {sentence}" for sentence in unfit if not both or not sentence.startswith(COLLIDES)]
        # What is overridden now and was not before, or had another value before.
        known = list(_overridden(uncorrected, before))
        own = [place for place, value in _overridden(start, after) if (place, value) not in known]
        if own and not both:
            others = f" and {len(own) - 1} places more" if len(own) > 1 else ""
            sentences.append(
                f"{name} {COLLIDES} the document now has its own {own[0]}{others}, which the correction overrides; "
                "decide which one is right"
            )
    return sentences


def _apply(overlay: Overlay, actions: Actions, content: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the corrected content, and what keeps which of the actions from being applied to it."""
    unfit = []
    for number, action in actions:
        try:
            content, _ = apply(evolve(overlay, actions=(action,)), content)
        except SpecError as error:
            source = f" (from {action['copy']})" if "copy" in action else ""
            if all(_matches(each, content) for each in (action["target"], action.get("copy", "$"))):
                unfit.append(f"{COLLIDES} action {number} {error.__cause__}")
            else:
                what = f"{action['target']}{source}, which the document no longer has"
                unfit.append(f"matches nothing: action {number} wants {what}")
    return content, unfit


def _moves(actions: Actions) -> Iterator[tuple[str, str]]:
    """Yield source and target of what a correction copies and then removes: a rename."""
    removed = {action["target"] for _, action in actions if action.get("remove")}
    yield from ((action["copy"], action["target"]) for _, action in actions if action.get("copy") in removed)


def _rerouted(actions: Actions) -> Iterator[tuple[str, str]]:
    """Yield the operation that a correction moves in requests only, and where the document would have it there."""
    for _, action in actions:
        update, method = action.get("update"), action["target"].rpartition(".")[2]
        if isinstance(update, dict) and NAME in update and not action.get(MAY_MATCH_NOTHING):
            yield action["target"], f"$.paths[{quote(str(update[NAME]))}].{method}"


def _may_pass(action: dict[str, Any], content: dict[str, Any]) -> bool:
    return bool(action.get(MAY_MATCH_NOTHING)) and not _matches(action["target"], content)


def _overridden(vendor: Any, corrected: Any, place: str = "#") -> Iterator[tuple[str, Any]]:
    """Yield the places that hold another value once corrected, and the vendor's value."""
    keys: Iterable[Any] = ()
    if isinstance(vendor, dict) and isinstance(corrected, dict):
        keys = [key for key in vendor if key in corrected]
    elif isinstance(vendor, list) and isinstance(corrected, list) and len(vendor) == len(corrected):
        keys = range(len(vendor))
    elif vendor != corrected:
        yield place, vendor
    for key in keys:
        yield from _overridden(vendor[key], corrected[key], f"{place}/{escape(key)}")


def _matches(expression: str, content: dict[str, Any]) -> bool:
    try:
        return bool(find(expression, content))
    except SpecError:
        return False
