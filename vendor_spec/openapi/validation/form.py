"""The form that OpenAPI gives a document: openapi-spec-validator, kept within the document and in time."""

from collections.abc import Mapping
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema_path.accessors import SchemaAccessor
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator import oas30_format_checker, oas31_format_checker
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from openapi_spec_validator.validation import keywords
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from vendor_spec.openapi.schemas import COMBINED
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


class _Ids(set[int]):
    """What the library keeps in a list, and looks up for every schema."""

    append = set.add


class _EachSchemaOnce:
    """What the library asks of every schema again and again, also of one that contains itself, asked once."""

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)  # type: ignore[call-arg]
        self.visited_schema_ids, self.meta_checked_schema_ids = _Ids(), _Ids()

    def _collect_properties(self, schema: SchemaPath) -> set[str]:
        names: set[str] = set()
        seen: set[int] = set()
        pending = [schema]
        while pending:
            path = pending.pop()
            value: Any = path.read_value()
            if not isinstance(value, dict) or id(value) in seen:
                continue
            seen.add(id(value))
            names.update(value.get("properties", {}))
            for keyword in (*COMBINED, "items", "not"):
                if keyword in value:
                    pending.extend(path / keyword if keyword in COMBINED else [path / keyword])
        return names
