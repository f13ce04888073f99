"""The form that OpenAPI gives a document: openapi-spec-validator, kept within the document and in time."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema_path.accessors import SchemaAccessor
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator import oas30_format_checker, oas31_format_checker
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import ExtraParametersError
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from vendor_spec.openapi.schemas import COMBINED, NAMED
from vendor_spec.openapi.validation.values import Effort, TooMuchEffort, make_validator


def find_error(content: Mapping[str, Any]) -> ValidationError | None:
    """Return the first thing that makes `content`, self-contained, no valid OpenAPI 3.0 or 3.1; None for a valid one.

    Raises TooMuchEffort for schemas that only go round in circles, or refer to one another without an end.
    """
    is_30 = content["openapi"].startswith("3.0")
    base: Any = OpenAPIV30SpecValidator if is_30 else OpenAPIV31SpecValidator
    of_schemas: Any = keywords.OpenAPIV30SchemaValidator if is_30 else keywords.OpenAPIV31SchemaValidator
    checker = oas30_format_checker if is_30 else oas31_format_checker
    default = type(
        "Default",
        (keywords.ValueValidator,),
        {
            "value_validator_cls": staticmethod(make_validator(content, Effort())),
            "value_validator_format_checker": checker,
        },
    )
    schema = type("Schema", (_EachSchemaOnce, of_schemas), {})
    validator = type(
        "Validator", (base,), {"keyword_validators": {**base.keyword_validators, "default": default, "schema": schema}}
    )
    # A registry of its own: that of the library reads files and addresses.
    registry: Registry[Any] = Registry().with_resource("", DRAFT202012.create_resource(content))
    path = SchemaPath(SchemaAccessor(content, registry.resolver()))
    try:
        return next(validator(path).iter_errors(), None)
    except (RecursionError, Unresolvable) as error:
        raise TooMuchEffort from error


class _EachSchemaOnce:
    """What the library asks of a schema, and of those in it, without recursion and once for each.

    A schema that is referred to is asked in its own place.
    """

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)  # type: ignore[call-arg]
        self.visited: set[int] = set()

    def __call__(self: Any, schema: SchemaPath, require_properties: bool = True) -> Iterator[ValidationError]:
        value: Any = schema.read_value()
        if id(value) in self.visited:
            return
        error = self._validate_schema_meta(schema, value)
        if error is not None:
            yield error
            return
        pending = [(schema, require_properties)]
        while pending:
            path, is_whole = pending.pop()
            value = path.read_value()
            if not isinstance(value, dict) or id(value) in self.visited:
                continue
            self.visited.add(id(value))
            pending.extend((below, False) for below in _written_out(path, value))
            missing = set(value.get("required", ())) - set(value.get("properties", ()))
            if "allOf" in value and is_whole and missing:
                missing -= _collect_properties(path)
                if missing:
                    yield ExtraParametersError(f"Required list has not defined properties: {sorted(missing)}")
            if "default" in value and (value["default"] is not None or value.get("nullable") is not True):
                yield from self.default_validator(path, value["default"])


def _written_out(path: SchemaPath, value: Mapping[str, Any]) -> Iterator[SchemaPath]:
    for keyword in (*NAMED, "not"):
        below = value.get(keyword)
        if keyword == "properties" and isinstance(below, dict):
            members: Any = below.items()
        elif keyword in COMBINED and isinstance(below, list):
            members = enumerate(below)
        else:
            members = [(None, below)] if isinstance(below, dict) else ()
        for key, schema in members:
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not str(reference).startswith("#/components/schemas/"):
                yield path / keyword if key is None else path / keyword / key


def _collect_properties(schema: SchemaPath) -> set[str]:
    names: set[str] = set()
    seen: set[int] = set()
    pending = [schema]
    while pending:
        path = pending.pop()
        value: Any = path.read_value()
        if isinstance(value, dict) and id(value) not in seen:
            seen.add(id(value))
            names.update(value.get("properties", {}))
            pending.extend(
                path / keyword / index for keyword in COMBINED for index in range(len(value.get(keyword, ())))
            )
            pending.extend(path / keyword for keyword in ("items", "not") if keyword in value)
    return names
