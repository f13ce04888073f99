"""What a schema says that cannot hold, or twice."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from attrs import define, field
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from vendor_spec.openapi.repairs.form import SPARE, convert, say_repeated, without_repeats
from vendor_spec.openapi.repairs.notices import Notice, shown
from vendor_spec.openapi.repairs.parts import Part
from vendor_spec.openapi.validation.patterns import STEPS, is_pattern, matches
from vendor_spec.openapi.validation.values import Effort, TooMuchEffort, is_form, make_validator

_TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": int | float,
    "array": list,
    "object": dict,
}
_ARTICLES = {"string": "no text", "integer": "no integer", "array": "no list", "object": "no object"}
_REASONS = {"enum": "is not one of its values", "const": "is not its value"}


def mend_enum(part: Part) -> Iterator[Notice]:
    """Leave each value of an enum once, and of the type of the schema."""
    values, type_ = part.node.get("enum"), part.node.get("type")
    if not isinstance(values, list):
        return
    if not values:
        del part.node["enum"]
        yield part.notice("enum", "its `enum` is empty; any value is taken")
        return
    if type_ == "array" and not any(isinstance(value, list) for value in values):
        items = part.node.get("items")
        if isinstance(items, dict):
            items.setdefault("enum", values)
        del part.node["enum"]
        yield part.notice("enum", "it is a list, and its `enum` lists no lists; it is read as that of the items")
        return
    for index, value in enumerate(values):
        converted = SPARE if value is None or _is_of(value, type_) else convert(value, str(type_))
        if converted is not SPARE:
            values[index] = converted
            fault = f"{shown(value)} in its `enum` {_is_no(type_)}; it is read as {shown(converted)}"
            yield part.notice("enum", fault, "enum")
    kept, repeated = without_repeats(values)
    if repeated:
        part.node["enum"] = kept
        yield part.notice("enum", say_repeated(repeated, "its `enum`"), "enum")


def mend_items(part: Part) -> Iterator[Notice]:
    """Say of the items of a list that they are anything, where OpenAPI 3.0 asks for something."""
    if part.node.get("type") == "array" and "items" not in part.node:
        part.node["items"] = {}
        yield part.notice("items", "it is a list, and does not say of what (`items`)")


def mend_pattern(part: Part) -> Iterator[Notice]:
    """Leave out what is no regular expression as ECMA-262 has it, which not every library minds."""
    pattern = part.node.get("pattern")
    if isinstance(pattern, str) and not (is_pattern(pattern) and is_form(pattern, "regex")):
        del part.node["pattern"]
        yield part.notice("pattern", f"its pattern {shown(pattern)} is no regular expression of JSON Schema; left out")


@define
class DefaultValues:
    """Holds the defaults of a document against their schemas."""

    content: dict[str, Any]
    _effort: Effort = field(factory=Effort, init=False)

    @cached_property
    def _validator(self) -> Any:
        return make_validator(self.content, self._effort)

    @cached_property
    def _resolver(self) -> Any:
        """Of a registry of its own, which retrieves nothing."""
        registry: Registry[Any] = Registry().with_resource("", DRAFT202012.create_resource(self.content))
        return registry.resolver()

    def mend(self, part: Part) -> Iterator[Notice]:
        """Read the default of a schema as the type that the schema has, or leave it out where it does not fit."""
        if "default" not in part.node or part.is_reference:
            return
        value, type_ = part.node["default"], part.node.get("type")
        if value is None and part.node.get("nullable") is True:
            return
        reason = self._misfit(part.node, value)
        if reason is None:
            return
        converted = convert(value, type_) if isinstance(type_, str) else SPARE
        if converted is not SPARE and self._misfit(part.node, converted) is None:
            part.node["default"] = converted
            yield part.notice(
                "default", f"the default {shown(value)} {reason}; it is read as {shown(converted)}", "default"
            )
            return
        del part.node["default"]
        yield part.notice("default", f"the default {shown(value)} {reason}", "default")

    def _misfit(self, schema: dict[str, Any], value: Any) -> str | None:
        self._effort.renew()
        try:
            validator = self._validator(schema, _resolver=self._resolver, format_checker=self._validator.FORMAT_CHECKER)
            error = next(validator.iter_errors(value), None)
        except (TooMuchEffort, RecursionError):
            return "is held against schemas that refer to one another without an end"
        except Unresolvable:
            return None
        if error is None:
            return None
        if error.validator == "type" and not error.absolute_path:
            return _is_no(error.validator_value)
        if error.validator == "pattern":
            return _misses(error.validator_value, error.instance)
        where = "".join(f".{key}" for key in error.absolute_path)
        return _REASONS.get(error.validator, f"does not fit its `{error.validator}`") + (
            f" (at {where[1:]})" if where else ""
        )


def _misses(pattern: str, value: str) -> str:
    if matches(pattern, value) is None:
        return f"takes more than {STEPS} steps to match against its pattern {shown(pattern)}"
    return f"does not match its pattern {shown(pattern)}"


def _is_of(value: Any, type_: Any) -> bool:
    known = _TYPES.get(type_) if isinstance(type_, str) else None
    return known is None or (isinstance(value, known) and (type_ == "boolean" or not isinstance(value, bool)))


def _is_no(type_: Any) -> str:
    return f"is {_ARTICLES.get(type_, f'no {type_}')}" if isinstance(type_, str) else "is of none of its types"
