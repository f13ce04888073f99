"""Validators of values that a document's schemas cannot hang, send anywhere, or let read a file.

They are those of openapi-schema-validator, with every keyword replaced that executes a pattern or follows a name.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import define
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, extend

from vendor_spec.openapi.references import iter_nodes
from vendor_spec.openapi.schemas import COMBINED
from vendor_spec.openapi.validation.patterns import STEPS, is_pattern, matches

MOST_REFERENCES = 30_000
DEEPEST = 50  # references followed one within the other, before Python's own stack ends
Keyword = Callable[[Any, Any, Any, Mapping[str, Any]], Iterator[ValidationError]]


class TooMuchEffort(Exception):
    """Schemas that refer to one another so often that nobody waits for the end."""


@define
class Effort:
    """How many references may still be followed, and how many are just now; TooMuchEffort is raised beyond."""

    left: int = MOST_REFERENCES
    depth: int = 0

    @contextlib.contextmanager
    def spent(self) -> Iterator[None]:
        self.left -= 1
        self.depth += 1
        if self.left < 0 or self.depth > DEEPEST:
            raise TooMuchEffort
        try:
            yield
        finally:
            self.depth -= 1

    def renew(self) -> None:
        """Begin anew, with another value."""
        self.left, self.depth = MOST_REFERENCES, 0


def make_validator(content: Mapping[str, Any], effort: Effort) -> Any:
    """Return the class of jsonschema's that validates by the schemas of a document, at most with this effort.

    A text fits what is no regular expression. Pass a `registry` of `referencing`, which retrieves nothing. Formats are
    checked when its own `FORMAT_CHECKER` is passed as `format_checker`.
    """
    from openapi_schema_validator import OAS30Validator, OAS31Validator  # takes long, and a mock starts without it

    base: Any = OAS30Validator if content["openapi"].startswith("3.0") else OAS31Validator

    def follow(validator: Any, reference: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
        with effort.spent():
            yield from base.VALIDATORS["$ref"](validator, reference, instance, schema)

    # oneOf and anyOf say what a discriminator says, and are not led elsewhere by a name in it.
    plain = {keyword: Draft202012Validator.VALIDATORS[keyword] for keyword in COMBINED}
    replaced = {
        **plain,
        "$ref": follow,
        "$dynamicRef": _ignore,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _beside_patterns(base.VALIDATORS["additionalProperties"]),
    }
    if any("patternProperties" in node for _, node, is_name_map in iter_nodes(content) if not is_name_map):
        replaced["unevaluatedProperties"] = _ignore  # jsonschema would execute the patterns to find the others
    known = {keyword: replaced[keyword] for keyword in replaced if keyword in base.VALIDATORS}
    return extend(base, known)  # type: ignore[no-untyped-call]


def is_form(text: str, name: str) -> bool:
    """Return whether a text is of a `format` of OpenAPI 3.1; any is of an unknown one."""
    from openapi_schema_validator import oas31_format_checker

    return oas31_format_checker.conforms(text, name)


def _ignore(*_: Any) -> Iterator[ValidationError]:
    return iter(())


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    if not isinstance(instance, str):
        return
    judged = matches(pattern, instance)
    if judged is False:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")
    elif judged is None and is_pattern(pattern):
        yield ValidationError(f"{pattern!r} takes more than {STEPS} steps to match a value; simplify the pattern")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    for pattern, below in patterns.items():
        for name, value in instance.items() if isinstance(instance, dict) else ():
            if matches(pattern, name):
                yield from validator.descend(value, below, path=name, schema_path=pattern)


def _beside_patterns(keyword: Keyword) -> Keyword:
    """Return `additionalProperties` that is told of no property which a pattern speaks of."""

    def judge(validator: Any, value: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
        patterns = schema.get("patternProperties")
        if patterns and isinstance(instance, dict):
            names = [name for name in instance if not any(matches(pattern, name) for pattern in patterns)]
            instance = {name: instance[name] for name in names}
            schema = {key: below for key, below in schema.items() if key != "patternProperties"}
        yield from keyword(validator, value, instance, schema)

    return judge
