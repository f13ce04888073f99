"""Whether a schema of the document allows a value; checked for every request, and for our own responses."""

import re
from collections.abc import Mapping
from typing import Any

from openapi_schema_validator import OAS30Validator, OAS31Validator, oas30_format_checker, oas31_format_checker
from referencing import Registry, Resource

from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import COMBINED, walk

DOCUMENT = "urn:document"


class Schemas:
    """The schemas of one document, OpenAPI 3.0 or 3.1, each compiled on first use."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.is_30 = str(content.get("openapi", "")).startswith("3.0")
        # Opaque: a property that happens to be called `id` or `$id` must not be taken for the id of a schema.
        resource = Resource.opaque(_absolute(content))
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        self._compiled: dict[int, tuple[Any, Any]] = {}

    def violation(self, schema: Any, value: Any) -> str | None:
        """Return what is wrong with `value` in a few words; None when the schema allows it."""
        if schema is True or schema == {} or schema is None:
            return None
        try:
            error = next(iter(self._validator(schema).iter_errors(value)), None)
        except re.error:  # a pattern in another dialect of regular expressions
            return None
        return None if error is None else str(error.message)[:200]

    def allows(self, schema: Any, value: Any) -> bool:
        """Return whether the schema allows `value`."""
        return self.violation(schema, value) is None

    def resolve(self, schema: Any) -> Mapping[str, Any]:
        """Return a schema, or the one that it refers to; an empty one for `true` and `false`."""
        resolved = resolve(self.content, schema)
        return resolved if isinstance(resolved, Mapping) else {}

    def find_keyword(self, schema: Any, keyword: str) -> Any:
        """Return the first value that a keyword has in a schema or in those that it combines; None when none has it."""
        parts = walk(self.content, schema, COMBINED)
        return next((part.schema[keyword] for part in parts if keyword in part.schema), None)

    def _validator(self, schema: Any) -> Any:
        compiled = self._compiled.get(id(schema))
        if compiled is None:
            kind, formats = (
                (OAS30Validator, oas30_format_checker) if self.is_30 else (OAS31Validator, oas31_format_checker)
            )
            validator = kind(_absolute(schema), registry=self._registry, format_checker=formats)
            # The schema is kept beside its validator: its id must not be given to another object.
            compiled = self._compiled[id(schema)] = (schema, validator)
        return compiled[1]


def _absolute(node: Any) -> Any:
    if isinstance(node, list):
        return [_absolute(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    copied = {key: _absolute(value) for key, value in node.items()}
    reference = copied.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        copied["$ref"] = DOCUMENT + reference
    if isinstance(copied.get("discriminator"), dict) and "propertyName" in copied["discriminator"]:
        # The validator looks its names up beside the document; oneOf and anyOf say the same without it.
        del copied["discriminator"]
    return copied
