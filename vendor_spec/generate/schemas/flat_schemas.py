"""Schemas with their references followed and their `allOf` folded in, and what they say about null."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from vendor_spec.openapi.references import resolve

ANNOTATIONS = frozenset(
    {
        *("title", "description", "default", "example", "examples", "deprecated", "externalDocs", "xml", "$comment"),
        *("readOnly", "writeOnly", "nullable", "$schema", "$id", "$anchor", "$defs", "definitions"),
    }
)
# What a schema says of itself, and not of those that build on it.
OF_THE_NAMED = ("description", "example", "default", "discriminator", "title")
MOST_STEPS = 1_000_000  # schemas folded in a document: some lead into one another in more ways than anybody can follow


@frozen
class Choice:
    """One `oneOf` or `anyOf`, without what in it stands for null, and the discriminator beside it."""

    options: tuple[Any, ...]
    discriminator: Mapping[str, Any] | None


@define
class Flat:
    """What one schema says in the end: its own keys, whether it may be null, and which alternatives it gives."""

    keys: dict[str, Any] = field(factory=dict)
    is_nullable: bool = False
    choices: list[Choice] = field(factory=list)

    @property
    def is_object(self) -> bool:
        """Return whether this describes an object with or without named properties."""
        type_ = self.keys.get("type")
        return type_ == "object" or (
            type_ is None and ("properties" in self.keys or "additionalProperties" in self.keys)
        )


def without_null(schema: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return a schema without what says in it that null is a value, and whether something does.

    All spellings: `nullable`, a type or an enum or a const of null, and an alternative that is nothing else.
    """
    left = dict(schema)
    is_nullable = left.pop("nullable", False) is True
    types = left.get("type")
    if isinstance(types, list):
        rest = [type_ for type_ in types if type_ != "null"]
        is_nullable |= len(rest) < len(types)
        left["type"] = rest[0] if len(rest) == 1 else rest or "null"
    values = left.get("enum")
    if isinstance(values, list) and None in values:
        is_nullable = True
        left["enum"] = [value for value in values if value is not None]
        if not left["enum"]:
            left = {**{key: value for key, value in left.items() if key != "enum"}, "type": "null"}
    if "const" in left and left["const"] is None:
        left = {**{key: value for key, value in left.items() if key != "const"}, "type": "null"}
    for key in ("oneOf", "anyOf"):
        if isinstance(left.get(key), list):
            rest = [option for option in left[key] if not says_null(option)]
            is_nullable |= len(rest) < len(left[key])
            left[key] = rest
    return left, is_nullable or left.get("type") == "null"


def says_null(schema: Any) -> bool:
    """Return whether a schema allows null and nothing else."""
    if not isinstance(schema, dict):
        return False
    return (
        schema.get("type") in ("null", ["null"])
        or schema.get("enum") == [None]
        or ("const" in schema and schema["const"] is None)
    )


@define
class Schemas:
    """The schemas of one document, each folded once."""

    content: dict[str, Any]
    folded: dict[int, tuple[Any, Flat]] = field(factory=dict)  # by identity, with the schema, so that it stays alive
    nothing: dict[str, Any] = field(factory=dict)
    cuts: int = 0
    steps: int = 0

    def target(self, schema: Any) -> Any:
        """Return what a schema refers to, or an empty schema when that is nowhere."""
        try:
            return resolve(self.content, schema)
        except KeyError:
            return self.nothing

    def through(self, schema: Any) -> Iterator[dict[str, Any]]:
        """Yield a schema, then what it stands for when it adds nothing of its own to one other, and so on."""
        seen: set[int] = set()
        while isinstance(schema, dict) and id(schema) not in seen:
            seen.add(id(schema))
            yield schema
            schema = self._behind(schema)

    def _behind(self, schema: dict[str, Any]) -> Any:
        own = {key for key in schema if is_telling(key)}
        if own == {"$ref"}:
            return self.target({"$ref": schema["$ref"]})
        if own == {"allOf"}:
            parts = [part for part in schema["allOf"] if says_something(part)]
            return parts[0] if len(parts) == 1 else None
        for key in ("oneOf", "anyOf"):
            if own == {key}:
                options = [option for option in schema[key] if not says_null(option)]
                return options[0] if len(options) == 1 else None
        return None

    def flat(self, schema: Any) -> Flat:
        """Return a schema with everything folded in. Parts later in `allOf` win, and the schema itself over them."""
        return self._fold(schema, frozenset())

    def _fold(self, schema: Any, within: frozenset[int]) -> Flat:
        if not isinstance(schema, dict):
            return Flat()
        if id(schema) in self.folded:
            return self.folded[id(schema)][1]
        if id(schema) in within or self.steps > MOST_STEPS:
            self.cuts += 1
            return Flat()
        cuts = self.cuts
        self.steps += 1
        result = self._folded(schema, within | {id(schema)})
        if cuts == self.cuts or not within:  # what was cut in the middle of a circle is not all of it
            self.folded[id(schema)] = schema, result
        return result

    def _folded(self, schema: dict[str, Any], within: frozenset[int]) -> Flat:
        own, is_nullable = without_null({key: value for key, value in schema.items() if key not in ("$ref", "allOf")})
        result = Flat()
        may_be_null = []
        named = [{"$ref": schema["$ref"]}] if "$ref" in schema else []
        for part in [*named, *(schema.get("allOf") or ())]:
            is_named = isinstance(part, dict) and "$ref" in part
            flat = self._fold(self.target(part) if is_named and len(part) == 1 else part, within)
            if says_something(part):
                may_be_null.append(flat.is_nullable)
            else:
                is_nullable |= flat.is_nullable
            _add(result, flat.keys, leave=OF_THE_NAMED if is_named else ())
            result.choices += flat.choices
        for key in ("oneOf", "anyOf"):
            options = own.pop(key, None)
            if isinstance(options, list) and options:
                result.choices.append(Choice(tuple(options), own.get("discriminator")))
        _add(result, own)
        result.choices = [choice for choice in result.choices if not self._leads_back(choice, within)]
        result.is_nullable = is_nullable or (bool(may_be_null) and all(may_be_null))
        return result

    def _leads_back(self, choice: Choice, within: frozenset[int]) -> bool:
        return any(id(self.target(option)) in within for option in choice.options)


def _add(left: Flat, keys: Mapping[str, Any], leave: Collection[str] = ()) -> None:
    known = left.keys
    for key, value in keys.items():
        if key in leave:
            continue
        if key == "properties" and isinstance(value, dict):
            before = known.get("properties", {})
            known["properties"] = {**before, **{name: _both(before.get(name), part) for name, part in value.items()}}
        elif key == "required" and isinstance(value, list):
            known["required"] = list(dict.fromkeys([*known.get("required", []), *value]))
        elif key == "enum" and isinstance(known.get("enum"), list):
            known["enum"] = [item for item in known["enum"] if item in value] or value
        elif key == "type" and {str(known.get("type")), str(value)} == {"number", "integer"}:
            known["type"] = "integer"
        else:
            known[key] = value


def is_telling(key: str) -> bool:
    """Return whether a key of a schema says more than how it is described."""
    return key not in ANNOTATIONS and not key.startswith("x-")


def says_something(part: Any) -> bool:
    """Return whether a schema says more than how it is described."""
    return isinstance(part, dict) and any(map(is_telling, part))


def _both(left: Any, right: Any) -> Any:
    if left is None or left == right:
        return right
    if not isinstance(left, dict) or not isinstance(right, dict):
        return right if isinstance(right, dict) else left
    return {"allOf": [left, right]}


def same(schema: Any) -> str:
    """Return a text that two schemas have in common when they say the same."""
    return json.dumps(schema, sort_keys=True, default=str)
