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

from vendor_spec.openapi.references import iter_nodes, unescape
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
    judge = validator(path)
    try:
        return next(judge.iter_errors(), None) or _find_bad_schema(
            content, judge.keyword_validators_registry["schema"], path
        )
    except (RecursionError, Unresolvable) as error:
        raise TooMuchEffort from error
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:  # where a part is of another kind
        return ValidationError(f"a part is not what its place asks for ({type(error).__name__}: {error})")


def _find_bad_schema(content: Mapping[str, Any], of_schemas: Any, root: SchemaPath) -> ValidationError | None:
    """Return what is wrong with a schema where the library looks for none, as in headers and unused components."""
    for place, node, is_name_map in iter_nodes(content):
        schema = None if is_name_map else node.get("schema")
        if schema is None or id(schema) in of_schemas.visited or (isinstance(schema, dict) and "$ref" in schema):
            continue
        error: ValidationError | None = of_schemas.find_bad_form(root, schema)
        if error is not None:
            error.relative_path.extendleft(["schema", *map(unescape, reversed(place.split("/")[1:]))])
            return error
    return None


class _EachSchemaOnce:
    """What the library asks of a schema, and of those in it, without recursion and once for each.

    A schema that is referred to is asked in its own place.
    """

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)  # type: ignore[call-arg]
        self.visited: set[int] = set()

    def find_bad_form(self: Any, schema: SchemaPath, value: Any) -> ValidationError | None:
        error: ValidationError | None = self._validate_schema_meta(schema, value)
        return error

    def __call__(self: Any, schema: SchemaPath, require_properties: bool = True) -> Iterator[ValidationError]:
        value: Any = schema.read_value()
        if id(value) in self.visited:
            return
        error = self.find_bad_form(schema, value)
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
        if not isinstance(below, dict | list):
            continue
        is_map = keyword == "properties" or keyword in COMBINED
        raw: Any = (below if isinstance(below, dict) else dict(enumerate(below))) if is_map else {None: below}
        paths: Any = (path / keyword).items() if is_map else [(None, path / keyword)]
        for key, schema in paths:
            reference = raw[key].get("$ref") if isinstance(raw[key], dict) else None
            if not str(reference).startswith("#/components/schemas/"):
                yield schema


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
