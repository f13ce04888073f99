"""Which references a text has, and what each is used as, by the keys above it."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from vendor_spec.openapi.references import is_literal

_SCHEMA_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_SCHEMA_KEYS = (
    *("schema", "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
    *("unevaluatedItems", "unevaluatedProperties", "additionalItems", "contentSchema", "allOf", "anyOf", "oneOf"),
    "prefixItems",
)
COMPONENTS = (
    *("schemas", "responses", "parameters", "headers", "requestBodies", "links", "callbacks", "securitySchemes"),
)
_PATHS = ("paths", "webhooks", "pathItems")
_KINDS = {
    **dict.fromkeys((*_SCHEMA_MAPS, *_SCHEMA_KEYS), "schemas"),
    **{kind: kind for kind in COMPONENTS},
    **dict.fromkeys(_PATHS, "pathItems"),
    "requestBody": "requestBodies",
    "content": "",
    "encoding": "",
}
_MAPS = (*_SCHEMA_MAPS, *COMPONENTS, *_PATHS, "content", "encoding")


@frozen
class Place:
    """What stands at a place: a part of a `kind` (that of components; empty for any other), or such parts by name."""

    kind: str = ""
    is_map: bool = False

    def below(self, key: str, value: Any) -> "Place | None":
        """Return the place of what a part here has at `key`; None for a value, in which nothing is a reference."""
        if self.is_map:
            return Place(self.kind)
        if key.startswith("x-"):
            return None
        if self.kind == "callbacks":
            return Place("pathItems")
        if is_literal(key) or (self.kind == "links" and key in ("parameters", "requestBody")):
            return None
        return Place(_KINDS.get(key, ""), key in _MAPS and isinstance(value, dict))


@frozen
class Target:
    """A part of a text outside: what it is used as, the address of the text, and its JSON pointer there (decoded)."""

    place: Place
    uri: str
    pointer: str

    @property
    def is_component(self) -> bool:
        """Whether components have a place for it; else it is written where it is referred to."""
        return self.place.kind in COMPONENTS and not self.place.is_map


def iter_references(node: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield the references in `node`, which stands at `place`, each with its own place, and those of discriminators."""
    stack = [(node, place)]
    while stack:
        node, place = stack.pop()
        if isinstance(node, list):
            stack.extend((item, Place(place.kind)) for item in node)
        elif isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"], place
            for key, value in node.items():
                below = place.below(key, value)
                if below is not None:
                    stack.append((value, below))
            yield from ((target, Place("schemas")) for target in mapping_of(node, place).values())


def mapping_of(node: dict[str, Any], place: Place) -> dict[str, str]:
    """Return what the mapping of a schema's discriminator refers to, by value; names of schemas are no references."""
    discriminator = node.get("discriminator") if not place.is_map else None
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    return {
        value: target
        for value, target in (mapping.items() if isinstance(mapping, dict) else ())
        if isinstance(target, str) and ("#" in target or "/" in target or target.endswith((".yaml", ".yml", ".json")))
    }
