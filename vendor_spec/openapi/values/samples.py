"""Makes a value that a schema allows, from its own examples as far as they are right; the same in every run."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

from attrs import frozen

from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import examples_of
from vendor_spec.openapi.values.schemas import Schemas

FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T10:30:00Z",
    "time": "10:30:00Z",
    "duration": "PT30S",
    "uuid": "3f2b8c1e-5d47-4a9b-8e60-7c1d2f3a4b5c",
    "email": "person@example.com",
    "uri": "https://example.com/resource",
    "url": "https://example.com/resource",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "ZXhhbXBsZQ==",
}
NOTHING: Any = object()
REPEATS = 2  # how often a recursive schema is entered before its optional parts are left out


class _Endless(Exception):
    pass


@frozen
class Sampler:
    """Makes values for the schemas of one document."""

    schemas: Schemas

    def sample(self, schema: Any, hint: Any = NOTHING) -> Any:
        """Return a value for `schema`: `hint` where the schema allows it, else as close to it as the schema lets be."""
        try:
            return self._sample(schema, hint, ())
        except _Endless:
            return None

    def _sample(self, schema: Any, hint: Any, trail: tuple[str, ...]) -> Any:
        if not isinstance(schema, Mapping):
            return "text" if hint is NOTHING else hint
        if hint is not NOTHING and self.schemas.allows(schema, hint):
            return hint
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if trail.count(reference) >= REPEATS:
                raise _Endless
            return self._sample(resolve(self.schemas.content, schema), hint, (*trail, reference))
        example = next(self._examples(schema), NOTHING)
        if example is not NOTHING and hint is NOTHING:
            return example
        if "allOf" in schema:
            return self._sample(self._merge_all(schema), hint, trail)
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                return self._choose(schema, keyword, hint, trail)
        return self._by_type(schema, hint, trail) if example is NOTHING or isinstance(example, dict) else example

    def _examples(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        offered = [schema[key] for key in ("const", "example", "default") if key in schema]
        offered += [value for key in ("examples", "enum") for value in schema.get(key) or ()]
        yield from (value for value in offered if value is not None and self.schemas.allows(schema, value))

    def _merge_all(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            resolved = self.schemas.resolve(part)
            merged = _merge(merged, self._merge_all(resolved) if "allOf" in resolved else resolved)
        return merged

    def _choose(self, schema: Mapping[str, Any], keyword: str, hint: Any, trail: tuple[str, ...]) -> Any:
        base = {key: value for key, value in schema.items() if key != keyword}
        value: Any = NOTHING
        for option in schema[keyword]:
            name = option.get("$ref", "") if isinstance(option, Mapping) else ""
            if trail.count(name) >= REPEATS:
                continue
            value = self._sample(_merge(base, self.schemas.resolve(option)), hint, (*trail, name))
            value = _discriminate(value, schema.get("discriminator"), name)
            if self.schemas.allows(schema, value):
                return value
        if value is NOTHING:
            raise _Endless
        return value

    def _by_type(self, schema: Mapping[str, Any], hint: Any, trail: tuple[str, ...]) -> Any:
        kind = _type_of(schema)
        if kind == "object":
            return self._object(schema, hint if isinstance(hint, dict) else {}, trail)
        if kind == "array":
            return self._array(schema, hint if isinstance(hint, list) else [], trail)
        if kind in ("integer", "number"):
            numbers = _offer_numbers(schema, whole=kind == "integer")
            return next((number for number in numbers if self.schemas.allows(schema, number)), 0)
        if kind == "string":
            return _make_text(schema)
        return {"boolean": True, "null": None}.get(kind, {})

    def _object(self, schema: Mapping[str, Any], hint: dict[str, Any], trail: tuple[str, ...]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        required = schema.get("required", [])
        for name, below in schema.get("properties", {}).items():
            if self.schemas.resolve(below).get("writeOnly") and name not in required:
                continue
            try:
                members[name] = self._sample(below, hint.get(name, NOTHING), trail)
            except _Endless:
                if name in required:
                    raise
        others = schema.get("additionalProperties")
        names = [name for name in required if name not in members]
        count = int(schema.get("minProperties", 0)) - len(members) - len(names)
        names += [f"key{index}" for index in range(1, max(count, not members and isinstance(others, Mapping)) + 1)]
        return members | {name: self._sample(others, hint.get(name, NOTHING), trail) for name in names}

    def _array(self, schema: Mapping[str, Any], hint: list[Any], trail: tuple[str, ...]) -> list[Any]:
        items, first = schema.get("items", {}), schema.get("prefixItems", [])
        least = int(schema.get("minItems", 0))
        count = max(least, len(hint), len(first), 1)
        values: list[Any] = []
        for index in range(min(count, int(schema.get("maxItems", count)))):
            below = first[index] if index < len(first) else items
            try:
                value = self._sample(below, hint[index] if index < len(hint) else NOTHING, trail)
            except _Endless:
                if index < least:
                    raise
                break
            if schema.get("uniqueItems") and value in values:
                value = self._another(below, value, values, index)
            values.append(value)
        return values

    def _another(self, schema: Any, value: Any, taken: list[Any], index: int) -> Any:
        enumerated = self.schemas.resolve(schema).get("enum", ())
        offered = [*enumerated, f"{value}{index}", index, *([value + index] if type(value) is int else [])]
        return next((other for other in offered if other not in taken and self.schemas.allows(schema, other)), value)


def find_example(definition: Mapping[str, Any], content: Mapping[str, Any]) -> Any:
    """Return the example beside a schema, or the first of several; NOTHING when there is none."""
    return next(iter(examples_of(content, definition)), NOTHING)


def _discriminate(value: Any, discriminator: Any, reference: str) -> Any:
    """Return `value` with the name of its schema where the discriminator wants it."""
    if not isinstance(discriminator, Mapping) or not isinstance(value, dict) or not reference:
        return value
    mapping = discriminator.get("mapping", {})
    name = next((key for key, target in mapping.items() if target == reference), reference.rpartition("/")[2])
    return value | {discriminator["propertyName"]: name}


def _merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**first, **second}
    if "properties" in first and "properties" in second:
        both = {
            name: {"allOf": [first["properties"][name], second["properties"][name]]}
            for name in first["properties"].keys() & second["properties"].keys()
        }
        merged["properties"] = {**first["properties"], **second["properties"], **both}
    if "required" in first and "required" in second:
        merged["required"] = list(dict.fromkeys([*first["required"], *second["required"]]))
    return merged


def _type_of(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((item for item in kind if item != "null"), "null")
    if isinstance(kind, str):
        return kind
    hints = {"properties": "object", "additionalProperties": "object", "items": "array", "pattern": "string"}
    return next((kind for keyword, kind in (hints | {"required": "object"}).items() if keyword in schema), "")


def _offer_numbers(schema: Mapping[str, Any], *, whole: bool) -> Iterator[float]:
    """Yield numbers to try, the plainest first: one of them is within any limits that leave room for one."""
    step = schema.get("multipleOf") or 1
    limits = [schema.get(key) for key in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")]
    bounds = [limit for limit in limits if isinstance(limit, (int, float)) and not isinstance(limit, bool)]
    offered = [1, step]
    for bound in bounds:
        nearest = math.floor(bound / step) * step
        offered += [nearest, nearest + step, nearest - step, bound]
    if bounds:
        offered.append(sum(bounds) / len(bounds))
    yield from (int(number) for number in offered if float(number).is_integer()) if whole else offered


def _make_text(schema: Mapping[str, Any]) -> str:
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 10_000))
    if "pattern" in schema:
        return _match(schema["pattern"], least or 1, most)
    text = FORMATS.get(schema.get("format", ""), "text")
    return text.ljust(least, "x")[:most]


@cache
def _match(pattern: str, least: int, most: int) -> str:
    # Imported here: few documents have patterns, and Hypothesis costs a fifth of a second.
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import HypothesisException

    quiet = settings(
        database=None, deadline=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
    )
    try:
        texts = st.from_regex(pattern, alphabet=st.characters(min_codepoint=33, max_codepoint=126))
        fitting = texts.filter(lambda text: least <= len(text) <= most and text.isprintable())
        return find(fitting, lambda _: True, settings=quiet, random=Random(0))
    except (HypothesisException, re.error):
        return "text"
