"""What the parts of other texts are called as components: as their fragment or file, told apart by what is above it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from vendor_spec.openapi.references import unescape
from vendor_spec.update.bundling.places import COMPONENTS, Target


def components_of(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the components of a document, which may not be valid, by kind and name."""
    components = content.get("components")
    of_kind = components if isinstance(components, dict) else {}
    return {kind: of_kind[kind] if isinstance(of_kind.get(kind), dict) else {} for kind in COMPONENTS}


def name_targets(
    targets: Iterable[Target], known: Mapping[Target, str], content: Mapping[str, Any], uri: str
) -> dict[Target, str]:
    """Return the names of all targets that become components of the document `content` at `uri`.

    Those in `known` have theirs. The others get the shortest that nothing else of their kind has, in whatever order
    they come.
    """
    taken = {kind: set(named) for kind, named in components_of(content).items()}
    ways = {target: _way(target, uri) for target in targets if target.is_component and target not in known}
    lengths = dict.fromkeys(ways, 1)
    while True:
        groups = _group(ways, lengths)
        growing = [
            target
            for (kind, name), group in groups.items()
            if len(group) > 1 or name in taken[kind]
            for target in group
            if lengths[target] < len(ways[target])
        ]
        if not growing:
            break
        for target in growing:
            lengths[target] += 1
    names = dict(known)
    for (kind, name), group in groups.items():
        for target in sorted(group, key=lambda target: (target.uri, target.pointer)):
            number, free = 2, name
            while free in taken[kind]:
                number, free = number + 1, f"{name}_{number}"
            taken[kind].add(free)
            names[target] = free
    return names


def _group(ways: Mapping[Target, list[str]], lengths: Mapping[Target, int]) -> dict[tuple[str, str], list[Target]]:
    groups: dict[tuple[str, str], list[Target]] = {}
    for target, way in ways.items():
        text = "_".join(way[-lengths[target] :])
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("_") or "part"
        groups.setdefault((target.place.kind, name), []).append(target)
    return groups


def _way(target: Target, base: str) -> list[str]:
    """Return what leads to a target: folders, file, and the parts of its pointer."""
    folder = base.rpartition("/")[0]
    *folders, file = unquote(target.uri.removeprefix(f"{folder}/").partition("?")[0]).split("/")
    stem = re.sub(r"\.(ya?ml|json)$", "", file, flags=re.IGNORECASE)
    parts = [unescape(part) for part in target.pointer.split("/")[1:]]
    named = [part for part in parts if part not in ("", "components", target.place.kind)]
    return [*filter(None, folders), stem, *named]
