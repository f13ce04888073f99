"""What an update or a copy makes of a place in a document: it adds, and replaces only what its target names."""

from typing import Any

from attrs import frozen
from jsonpath_rfc9535 import JSONPathNode

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.document import METHODS
from vendor_spec.openapi.references import escape
from vendor_spec.openapi.yaml_text import unshare

Location = tuple[int | str, ...]
# What an action that reaches a part from above brings, when it brings the whole of it.
_MARKS = {"operation": "responses", "response": "description"}


def merge_into(node: JSONPathNode, update: Any, *, names_one_place: bool, is_copy: bool) -> None:
    """Merge `update` into the value of a node: objects are merged, lists joined, everything else is replaced.

    Raises SpecError, naming the place, instead of replacing an operation, a response, a component or a `$ref`; and
    any other value unless the action `names_one_place`, without wildcard or filter.
    """
    merged = [update] if isinstance(node.value, list) and not isinstance(update, list) else update
    # A copy is of a whole thing, so its target counts as if it was reached from above.
    guard = _Guard(len(node.location) - is_copy, names_one_place, is_copy)
    guard.check(node.value, merged, node.location)
    node.value = _merge(node.value, unshare(merged))


def _merge(target: Any, update: Any) -> Any:
    if isinstance(target, dict) and isinstance(update, dict):
        for key, value in update.items() if target != update else ():
            target[key] = _merge(target[key], value) if key in target else value
        return target
    if isinstance(target, list) and isinstance(update, list):
        target.extend(update)
        return target
    return update


@frozen
class _Guard:
    """Refuses what an action may not replace; parts below `depth` are reached from above, not named by its target."""

    depth: int
    names_one_place: bool
    is_copy: bool

    def check(self, old: Any, new: Any, location: Location) -> None:
        if old == new or old == {} or (isinstance(old, list) and isinstance(new, list)):
            return
        kind, is_from_above = _kind(location), len(location) > self.depth
        if not (isinstance(old, dict) and isinstance(new, dict)):
            if kind:
                raise SpecError(f"would replace {_name(location)} by something else; remove it if it is to go")
            if not self.names_one_place:
                raise SpecError(
                    f"would replace the value of {_name(location)} though its target has a wildcard or a filter; "
                    "filter for what lacks the value, or name the one place"
                )
            return
        is_reference = isinstance(new.get("$ref"), str) or (isinstance(old.get("$ref"), str) and is_from_above)
        is_whole = self.is_copy or _MARKS.get(kind, "") in new
        if is_reference or (is_from_above and (kind == "component" or (kind and is_whole and _loses(old, new)))):
            raise SpecError(
                f"would replace {_name(location)}, which the document has already and with other content; "
                "filter for what lacks it, give it another name, or target what is to change in it"
            )
        for key in new:
            if key in old:
                self.check(old[key], new[key], (*location, key))


def _loses(old: Any, new: Any) -> bool:
    """Return whether a merge changes anything that is there, rather than adding to it."""
    if isinstance(old, dict) and isinstance(new, dict):
        return any(key in old and _loses(old[key], new[key]) for key in new)
    return bool(old != new) and not (isinstance(old, list) and isinstance(new, list))


def _kind(location: Location) -> str:
    """Return what a document has at a place: an operation, a response, a component, or (empty) anything else."""
    match location:
        case ("paths" | "webhooks", _, method) if method in METHODS:
            return "operation"
        case ("paths" | "webhooks", _, _, "responses", _):
            return "response"
        case ("components", _, _):
            return "component"
    return ""


def _name(location: Location) -> str:
    """Return how a message names a place: `the response 404 of GET /calls`, or the JSON pointer of it."""
    match location:
        case (_, path, method) if _kind(location) == "operation":
            name = f"the operation {str(method).upper()} {path}"
        case (_, path, method, _, status) if _kind(location) == "response":
            name = f"the response {status} of {str(method).upper()} {path}"
        case _:
            pointer = "/".join(escape(str(part)) for part in location)
            name = f"the {_kind(location)} #/{pointer}" if _kind(location) else f"#/{pointer}"
    return printable(name[:300])
