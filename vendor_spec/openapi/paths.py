"""The paths of a document: how two of them differ, and which operation is which after one has moved."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.validation.request_path import PARAMETER as PARAMETER

_PLACEHOLDER = re.compile(r"\{\{?\s*([\w.-]+)\s*\}?\}|:([A-Za-z_]\w*)|<([\w.-]+)>|%7B([\w.-]+)%7D", re.IGNORECASE)
_VERSION = re.compile(r"v\d+(?:\.\d+)*", re.IGNORECASE)


def other_slash(path: str) -> str:
    """Return the path with a slash more, or less, at its end."""
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"


def spell_path(shown: str) -> str:
    """Return a path as a document writes it, each placeholder in braces; empty when that is no path of a document."""
    matches = [(segment, _PLACEHOLDER.fullmatch(segment)) for segment in shown.split("/")]
    spelled = "/".join(f"{{{next(filter(None, match.groups()))}}}" if match else segment for segment, match in matches)
    is_path = re.fullmatch(r"(?:/(?:\{[\w.-]+\}|[^/{}\s<>$])*)+", spelled)
    return spelled if is_path and spelled.isprintable() else ""


def has_path(content: Mapping[str, Any], path: str) -> bool:
    """Return whether a document has a path, whatever its parameters are called."""
    return PARAMETER.sub("{}", path) in {PARAMETER.sub("{}", each) for each in content["paths"]}


def has_request_path(content: Mapping[str, Any], path: str) -> bool:
    """Return whether requests to an operation of a document have this path, whatever its parameters are called."""
    known = {PARAMETER.sub("{}", each.request_path) for each in iter_operations(dict(content))}
    return PARAMETER.sub("{}", path) in known


def parent_parameters(path: str) -> set[str]:
    """Return the names of the parameters in a path template after which another segment follows."""
    return set(PARAMETER.findall(path.rstrip("/").rpartition("/")[0]))


def find_counterpart(
    operation: Operation, corrected: Iterable[Operation], others: Iterable[Operation]
) -> Operation | None:
    """Return which of `others` is `operation`, one of `corrected`, perhaps under another path; None if none is."""
    by_label = {other.label: other for other in others}
    if operation.label in by_label:
        return by_label[operation.label]
    kept = {other.label for other in corrected}
    moved = [other for label, other in by_label.items() if label not in kept and other.method == operation.method]
    id_ = operation.definition.get("operationId")
    same_id = [other for other in moved if id_ and other.definition.get("operationId") == id_]
    like = [other for other in moved if "path" not in {part for part, *_ in describe_path(operation.path, other.path)}]
    candidates = same_id or like
    return candidates[0] if len(candidates) == 1 else None


def describe_path(documented: str, shown: str) -> Iterator[tuple[str, str, str]]:
    """Yield location, expected and observed of each difference between a documented path and another spelling of it."""
    segments, shown_segments = documented.strip("/").split("/"), shown.strip("/").split("/")
    differences = ["path"]
    if len(segments) == len(shown_segments):
        differences = list(map(_describe_segment, segments, shown_segments))
    if "path" in differences:
        differences = ["path"]
    elif documented.endswith("/") != shown.endswith("/"):
        differences.append("path.trailing_slash")
    yield from ((part, documented, shown) for part in dict.fromkeys(differences) if part)


def _describe_segment(documented: str, shown: str) -> str:
    """Return the location where segments differ: empty for no difference, `path` when they have nothing in common."""
    if documented == shown:
        return ""
    placeholder = _PLACEHOLDER.fullmatch(shown)
    parameter = PARAMETER.fullmatch(documented)
    if parameter and placeholder:
        same = placeholder[1] == parameter[1] if placeholder[1] else _plain(placeholder) == _plain(parameter)
        return "" if same else f"path.{parameter[1]}"
    if "{" in documented:
        # Every other part is the name of a parameter.
        return "" if _has_parts(PARAMETER.split(documented)[::2], shown) else "path"
    if documented.lower() == shown.lower():
        return "path.case"
    return "path.version" if _VERSION.fullmatch(documented) and _VERSION.fullmatch(shown) else "path"


def _has_parts(parts: list[str], shown: str) -> bool:
    """Return whether `shown` is the parts in their order, with something between each two.

    A regular expression would try all places of all parts: a template of 30 parameters takes years.
    """
    first, *middle, last = parts
    if not shown.startswith(first):
        return False
    end = len(first)
    for part in middle:
        place = shown.find(part, end + 1)
        if place < 0:
            return False
        end = place + len(part)
    return shown.endswith(last) and len(shown) - len(last) > end


def _plain(match: re.Match[str]) -> str:
    return re.sub(r"[^a-z0-9]|^your", "", next(group for group in match.groups() if group).lower())
