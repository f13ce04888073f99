"""Whether a schema of the document allows a value."""

from collections.abc import Mapping
from typing import Any

from referencing import Registry

from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import COMBINED, walk
from vendor_spec.openapi.validation.values import Effort, TooMuchEffort, make_validator


class Schemas:
    """The schemas of one document, OpenAPI 3.0 or 3.1, each compiled on first use."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self._effort = Effort()
        self._validator = make_validator(content, self._effort)
        self._compiled: dict[int, tuple[Any, Any]] = {}
        self._properties: dict[int, tuple[Any, dict[str, Any]]] = {}

    def violation(self, schema: Any, value: Any) -> str | None:
        """Return what is wrong with `value` in a few words; None when the schema allows it."""
        if schema is True or schema == {} or schema is None:
            return None
        if id(schema) not in self._compiled:
            # In the document, so that references lead somewhere; its keys mean nothing in a schema.
            rooted = {**self.content, **(schema or {"not": {}})}
            # The schema is kept beside its validator: its id must not be given to another object.
            validator = self._validator(rooted, format_checker=self._validator.FORMAT_CHECKER, registry=Registry())
            self._compiled[id(schema)] = schema, validator
        self._effort.renew()
        try:
            error = next(self._compiled[id(schema)][1].iter_errors(value), None)
        except TooMuchEffort:  # nobody can tell
            return None
        return None if error is None else str(error.message)[:200]

    def allows(self, schema: Any, value: Any) -> bool:
        """Return whether the schema allows `value`."""
        return self.violation(schema, value) is None

    def resolve(self, schema: Any) -> Mapping[str, Any]:
        """Return a schema, or the one that it refers to; an empty one for `true` and `false`."""
        resolved = resolve(self.content, schema)
        return resolved if isinstance(resolved, Mapping) else {}

    def properties(self, schema: Any) -> dict[str, Any]:
        """Return the schemas of the properties that a schema, or one that it combines, names."""
        if id(schema) not in self._properties:
            found: dict[str, Any] = {}
            for part in walk(self.content, schema, ("properties", *COMBINED)):
                if part.pointer.count("/") == 1:  # of two with one name the nearest counts
                    found.setdefault(part.pointer[1:], part.schema)
            self._properties[id(schema)] = schema, found
        return self._properties[id(schema)][1]

    def cut(self, schema: Any, value: Any) -> Any:
        """Return `value` without the fields of objects that a schema does not name, where it names any."""
        named = self.properties(schema)
        if not isinstance(value, Mapping) or not named:
            return value
        return {name: self.cut(below, value[name]) for name, below in named.items() if name in value}

    def find_keyword(self, schema: Any, keyword: str) -> Any:
        """Return the first value that a keyword has in a schema or in those that it combines; None when none has it."""
        parts = walk(self.content, schema, COMBINED)
        return next((part.schema[keyword] for part in parts if keyword in part.schema), None)
