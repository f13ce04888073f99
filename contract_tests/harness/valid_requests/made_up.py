"""Which values of a request we made up: a refusal of one of these says nothing of the document.

A document allows any country code of two letters, and a vendor is right to refuse one that no country has.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from attrs import frozen
from schemathesis import Case
from schemathesis.core import NOT_SET

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import COMBINED, examples_of, walk

DEEPEST = 10  # levels of a body that are looked into
LARGEST_BOUND = 2**31 - 1  # what a number of this size or above says is its type, not its range


@frozen
class Part:
    """A parameter or a field of the body of a request: where it is, whether it may be left out, whether we made it up.

    `place` is one of path, query, header, cookie and body.
    """

    place: str
    name: str
    is_required: bool
    is_made_up: bool

    @property
    def location(self) -> str:
        """Where a finding is about it: `query.sort`, `request.body#/name`."""
        field = f"#/{self.name}" if self.name else ""
        return f"request.body{field}" if self.place == "body" else f"{self.place}.{self.name}"


def parts_of(content: Mapping[str, Any], operation: Operation, case: Case[Any], known: Collection[str]) -> list[Part]:
    """Return the parameters and the fields of the body that a case has, as the document names them.

    A value is not made up if the document has it (`enum`, `const`, `example`, `default`, both bounds of a range), if it
    is one of the two of a boolean, or if the account has it (`known`).
    """
    parts = []
    for parameter in documented_parameters(content, operation):
        place, name = parameter["in"], parameter["name"]
        holder = _holder(case, place)
        if name in holder:
            value = holder[name]
            is_made_up = not _is_given(content, _schema_of(parameter), value, known, examples_of(content, parameter))
            parts.append(Part(place, name, place == "path" or bool(parameter.get("required")), is_made_up))
    return [*parts, *_parts_of_body(content, operation, case, known)]


def without(case: Case[Any], part: Part) -> Case[Any]:
    """Return a case like this one without an optional part of it."""
    shorter: Case[Any] = case.operation.Case(
        path_parameters=dict(case.path_parameters),
        query=dict(case.query),
        headers=case.headers.copy(),
        cookies=dict(case.cookies),
        body=dict(case.body) if isinstance(case.body, dict) else case.body,
        media_type=case.media_type,
    )
    shorter.path = case.path
    leave_out(shorter, part)
    return shorter


def leave_out(case: Case[Any], part: Part) -> None:
    """Take an optional part out of a case."""
    holder: Any = case.body if part.place == "body" else _holder(case, part.place)
    del holder[part.name]


def _holder(case: Case[Any], place: str) -> MutableMapping[str, Any]:
    holders = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
    return holders.get(place) or {}


def _parts_of_body(
    content: Mapping[str, Any], operation: Operation, case: Case[Any], known: Collection[str]
) -> Iterator[Part]:
    if case.body is NOT_SET or "requestBody" not in operation.definition:
        return
    media = resolve(content, operation.definition["requestBody"]).get("content", {}).get(case.media_type, {})
    schema, examples = media.get("schema", {}), examples_of(content, media)
    if not isinstance(case.body, dict):
        yield Part("body", "", True, not _is_given(content, schema, case.body, known, examples))
        return
    required = {name for part in walk(content, schema, COMBINED) for name in part.schema.get("required", ())}
    for name, value in case.body.items():
        is_given = any(
            _is_given(content, below, value, known, shown) for below, shown in _field(content, schema, name, examples)
        )
        yield Part("body", name, name in required, not is_given)


def _is_given(
    content: Mapping[str, Any], schema: Any, value: Any, known: Collection[str], examples: Iterable[Any], depth: int = 0
) -> bool:
    """Return whether a value is the document's or the account's own; one of several parts is if all of them are."""
    schemas = [part.schema for part in walk(content, schema, COMBINED)]
    given = [*examples, *(each for part in schemas for each in _values_of(content, part))]
    if _text(value) in {*known, *map(_text, given)}:
        return True
    if isinstance(value, list | dict) and value and depth < DEEPEST:
        items = [(None, each) for each in value] if isinstance(value, list) else list(value.items())
        return all(
            any(
                _is_given(content, below, each, known, shown, depth + 1)
                for below, shown in _field(content, schema, name, given)
            )
            for name, each in items
        )
    return False


def _field(
    content: Mapping[str, Any], schema: Any, name: str | None, examples: Iterable[Any]
) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each schema of a field, or of an item (None), with what examples of the whole have there."""
    if name is None:
        below = [item for each in examples if isinstance(each, list) for item in each]
    else:
        below = [each[name] for each in examples if isinstance(each, dict) and name in each]
    yield {}, below
    for part in walk(content, schema, COMBINED):
        inner = part.schema.get("items") if name is None else part.schema.get("properties", {}).get(name)
        if inner is not None:
            yield inner, below


def _values_of(content: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the values that a schema itself has."""
    yield from schema.get("enum", ())
    yield from examples_of(content, schema)
    yield from (schema[keyword] for keyword in ("const", "default") if keyword in schema)
    kinds = schema.get("type", ())
    yield from (True, False) if "boolean" in kinds else ()
    yield from (None,) if "null" in kinds or schema.get("nullable") is True else ()
    bounds = [schema.get("minimum"), schema.get("maximum")]
    if all(isinstance(bound, int | float) and abs(bound) < LARGEST_BOUND for bound in bounds):
        yield from bounds


def _schema_of(parameter: Mapping[str, Any]) -> Any:
    media: Iterable[Any] = parameter.get("content", {}).values()
    return next((each.get("schema", {}) for each in media), parameter.get("schema", {}))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
