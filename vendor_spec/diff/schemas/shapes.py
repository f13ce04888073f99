"""What a schema comes to, however it is written: references followed, `allOf` merged, null in one form."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from vendor_spec.openapi.references import look_up

# Far above what the documents of vendors need: schemas that are merged with one another can give any number.
MOST_MERGED = 500
Key = frozenset[int]
"""Which schema it is: the objects of the document that it is merged of."""

_ALTERNATIVES = ("oneOf", "anyOf")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_OTHER = ("pattern", "multipleOf", "uniqueItems")
LIMITS = (*_UPPER, *_LOWER, *_OTHER)
_WORDS = {"title", "description", "example", "examples", "externalDocs"}
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


@frozen(eq=False)
class Shape:
    """A schema as one object; `types` empty means any, and `options` are its alternatives when it has several."""

    types: frozenset[str]
    is_nullable: bool
    format: str
    enum: tuple[Any, ...] | None
    fields: dict[str, Any]
    required: frozenset[str]
    items: Any
    values: Any
    options: tuple[Any, ...]
    limits: dict[str, Any]
    leaves: tuple[dict[str, Any], ...] = field(repr=False)

    def given(self, keyword: str) -> Any:
        """Return the first value that one of its parts has for a keyword; None if none has."""
        return next((leaf[keyword] for leaf in self.leaves if keyword in leaf), None)


@define
class Shapes:
    """The shapes of one document, each made once."""

    content: Mapping[str, Any]
    is_cut: bool = False
    _keys: dict[int, tuple[Key, Any]] = field(factory=dict)
    _leaves: dict[Key, tuple[dict[str, Any], ...]] = field(factory=dict)
    _shapes: dict[Key, Shape] = field(factory=dict)
    _merged: dict[Key, Any] = field(factory=dict)
    _prints: dict[tuple[Key, int], int] = field(factory=dict)

    def key(self, node: Any) -> Key:
        """Return which schema a node of the document leads to; the same for every reference to one."""
        if id(node) not in self._keys:
            leaves = tuple(self._flatten(node))
            key = frozenset(map(id, leaves))
            self._leaves.setdefault(key, leaves)
            self._keys[id(node)] = key, node  # the node is kept, so that no other gets its id
        return self._keys[id(node)][0]

    def of(self, node: Any) -> Shape:
        """Return the shape of a node."""
        return self.by_key(self.key(node))

    def by_key(self, key: Key) -> Shape:
        if key not in self._shapes:
            self._shapes[key] = self._make(self._leaves[key])
        return self._shapes[key]

    def fingerprint(self, node: Any, depth: int = 4) -> int:
        """Return a number that is the same for schemas that come to the same, down to `depth` levels."""
        key = self.key(node)
        if (key, depth) not in self._prints:
            shape = self.by_key(key)
            below = [("*", shape.items), ("+", shape.values), *shape.fields.items()] if depth else []
            inner = frozenset((name, self.fingerprint(child, depth - 1)) for name, child in below if child is not None)
            options = tuple(sorted(self.fingerprint(option, depth - 1) for option in shape.options if depth))
            own = (shape.types, shape.is_nullable, shape.format, repr(shape.enum), frozenset(shape.fields))
            self._prints[key, depth] = hash((own, shape.required, repr(sorted(shape.limits.items())), inner, options))
        return self._prints[key, depth]

    def describe(self, node: Any) -> str:
        """Return what tells an alternative from the others: the values that it fixes, else its types."""
        shape = self.of(node)
        inner = {name: self.of(child) for name, child in shape.fields.items()}
        fixed = [f"{name} {child.enum[0]}" for name, child in inner.items() if child.enum and len(child.enum) == 1]
        return ", ".join(fixed) or " or ".join(sorted(shape.types))

    def _flatten(self, node: Any) -> Iterator[dict[str, Any]]:
        seen: set[int] = set()
        pending = [node]
        while pending:
            node = pending.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node.get("$ref"), str):
                pending.append(look_up(self.content, node["$ref"]))
                if not str(self.content.get("openapi")).startswith("3.1"):
                    continue  # whatever stands beside a reference counts from 3.1 on
            parts = node.get("allOf")
            pending.extend(reversed(parts) if isinstance(parts, list) else ())
            for alternatives in _ALTERNATIVES:
                real = _without_null(node.get(alternatives))
                pending.extend(real if len(real) == 1 else ())
            if not node.keys() <= {"allOf", "$ref", *_WORDS}:  # what only holds others is none of its own
                yield node

    def _make(self, leaves: tuple[dict[str, Any], ...]) -> Shape:
        types: frozenset[str] = frozenset()
        enum: tuple[Any, ...] | None = None
        fields: dict[str, list[Any]] = {}
        options: list[Any] = []
        limits: dict[str, Any] = {}
        below: dict[str, list[Any]] = {"items": [], "additionalProperties": []}
        for leaf in leaves:
            own = _types_of(leaf)
            types = (_common(types, own) or own) if types and own else types or own
            values = (leaf["const"],) if "const" in leaf else leaf.get("enum")
            if values is not None:
                values = tuple(value for value in values if value is not None)
                enum = values if enum is None else tuple(value for value in enum if value in values)
            for name, node in _mapping(leaf.get("properties")).items():
                fields.setdefault(name, []).append(node)
            for keyword, nodes in below.items():
                nodes.extend([leaf[keyword]] if isinstance(leaf.get(keyword), dict) else [])
            for alternatives in _ALTERNATIVES:
                real = _without_null(leaf.get(alternatives))
                options.extend(real if len(real) > 1 and not all(map(_is_plain, real)) else ())
            _narrow(limits, leaf)
        is_nullable = any(map(_takes_null, leaves))
        required = frozenset(name for leaf in leaves for name in leaf.get("required") or () if name in fields)
        merged = {name: self._merge(nodes) for name, nodes in fields.items()}
        formats = [str(leaf["format"]) for leaf in leaves if "format" in leaf]
        items, further = (self._merge(nodes) if nodes else None for nodes in below.values())
        return Shape(
            types, is_nullable, formats[0] if formats else "", enum, merged, required, items, further, tuple(options),
            limits, leaves,
        )  # fmt: skip

    def _merge(self, nodes: list[Any]) -> Any:
        """Return one schema for several of the same thing, the same object each time."""
        if len(nodes) == 1:
            return nodes[0]
        leaves = {id(leaf): leaf for node in nodes for leaf in self._flatten(node)}
        key = frozenset(leaves)
        if key not in self._merged:
            if len(self._merged) >= MOST_MERGED:
                self.is_cut = True
                return nodes[0]
            self._merged[key] = {"allOf": [*leaves.values()]}
        return self._merged[key]


def _narrow(limits: dict[str, Any], leaf: Mapping[str, Any]) -> None:
    """Add the limits of one part of a schema to those of the others."""
    for keyword in LIMITS:
        value = leaf.get(keyword)
        if keyword in ("maximum", "minimum"):
            exclusive = f"exclusive{keyword.capitalize()}"
            if leaf.get(exclusive) is True:  # the form of 3.0
                keyword = exclusive
        is_none = value is None or value is False or (value is True and keyword != "uniqueItems")
        if is_none or (keyword in ("minLength", "minItems", "minProperties") and value == 0):
            continue
        if keyword in limits and keyword not in _OTHER:
            value = (min if keyword in _UPPER else max)(value, limits[keyword])
        limits[keyword] = value


def is_narrower(keyword: str, old: Any, new: Any) -> bool:
    """Return whether a limit lets fewer values through than before; a pattern that changed counts as one."""
    if new is None or old is None:
        return old is None
    if keyword in _UPPER:
        return bool(new < old)
    return bool(new > old) if keyword in _LOWER else True


def _types_of(leaf: Mapping[str, Any]) -> frozenset[str]:
    """Return the types that a part of a schema says, or lets see by what it describes."""
    declared = leaf.get("type")
    if declared is not None:
        return frozenset([declared] if isinstance(declared, str) else declared) - {"null"}
    if "properties" in leaf or isinstance(leaf.get("additionalProperties"), dict):
        return frozenset({"object"})
    if "items" in leaf:
        return frozenset({"array"})
    values = [leaf["const"]] if "const" in leaf else leaf.get("enum") or ()
    if values:
        return frozenset(_TYPES[type(value)] for value in values if type(value) in _TYPES)
    for alternatives in _ALTERNATIVES:
        real = _without_null(leaf.get(alternatives))
        if len(real) > 1 and all(map(_is_plain, real)):
            return frozenset[str]().union(*map(_types_of, real))
    return frozenset()


def _common(types: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return frozenset(
        each
        for each in types | others
        if (each in types and each in others) or (each == "integer" and "number" in types | others)
    )


def _is_plain(option: Any) -> bool:
    """Return whether an alternative says its type and no more: together they are a list of types."""
    return isinstance(option, dict) and "type" in option and option.keys() <= {"type", *_WORDS}


def _without_null(options: Any) -> list[Any]:
    return [option for option in options if not _is_null(option)] if isinstance(options, list) else []


def _is_null(option: Any) -> bool:
    return isinstance(option, dict) and (option.get("type") in ("null", ["null"]) or option.get("enum") == [None])


def _takes_null(leaf: Mapping[str, Any]) -> bool:
    declared = leaf.get("type")
    return (
        leaf.get("nullable") is True
        or (isinstance(declared, list) and "null" in declared)
        or ("type" not in leaf and None in (leaf.get("enum") or ()))
        or any(_is_null(option) for key in _ALTERNATIVES for option in _list(leaf.get(key)))
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
