"""Which schema the value of a discriminator stands for, in a union and among those that build on one schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from vendor_spec.generate.schemas.flat_schemas import Schemas
from vendor_spec.openapi.references import named_schemas


@define
class Discriminators:
    """The discriminators of one document."""

    schemas: Schemas
    keys: dict[int, str] = field(init=False)  # of the named schemas, by identity
    heirs: dict[int, list[Any]] = field(init=False)  # the schemas that have one in their `allOf`
    families: dict[int, list[Any]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        named = named_schemas(self.schemas.content)
        self.keys = {id(schema): key for key, schema in named.items()}
        self.heirs = {}
        for schema in named.values():
            for part in schema.get("allOf") or () if isinstance(schema, dict) else ():
                if isinstance(part, dict) and "$ref" in part:
                    self.heirs.setdefault(id(self.schemas.target(part)), []).append(schema)

    def members(self, schema: Any) -> list[Any]:
        """Return what a schema with a discriminator and without alternatives may be: its heirs, and who is mapped."""
        if not isinstance(schema, dict) or not discriminates(schema) or schema.get("oneOf") or schema.get("anyOf"):
            return []
        if id(schema) not in self.families:
            self.families[id(schema)] = self._family(schema)
        return self.families[id(schema)]

    def _family(self, schema: dict[str, Any]) -> list[Any]:
        found: dict[int, Any] = {id(schema): schema}
        pending = [schema, *self._mapped(schema["discriminator"]).values()]
        while pending:
            member = pending.pop(0)
            found[id(member)] = member
            pending += [heir for heir in self.heirs.get(id(member), []) if id(heir) not in found]
        own = found.pop(id(schema))
        return [*found.values(), own] if found else []

    def values(self, discriminator: Mapping[str, Any], members: list[Any]) -> Iterator[tuple[str, Any]]:
        """Yield each value with the member that it stands for: by the mapping, else by the member's name or its const.

        `members` are the schemas themselves, references followed.
        """
        mapped = self._mapped(discriminator)
        known = {id(member) for member in members}
        yield from ((value, member) for value, member in mapped.items() if id(member) in known)
        explicit = {id(member) for member in mapped.values()}
        taken = set(mapped)
        name = str(discriminator["propertyName"])
        for member in members:
            if id(member) in explicit:
                continue
            for value in [*self._fixed(member, name), self.keys.get(id(member), "")]:
                if value and value not in taken:
                    taken.add(value)
                    yield value, member

    def _fixed(self, member: Any, name: str) -> list[str]:
        properties = self.schemas.flat(member).keys.get("properties", {})
        schema = self.schemas.flat(properties.get(name)).keys
        values = [schema["const"]] if "const" in schema else schema.get("enum") or []
        return [value for value in values if isinstance(value, str)]

    def _mapped(self, discriminator: Mapping[str, Any]) -> dict[str, Any]:
        mapping = discriminator.get("mapping")
        named = named_schemas(self.schemas.content)
        found: dict[str, Any] = {}
        for value, to in mapping.items() if isinstance(mapping, dict) else ():
            member = named.get(str(to)) or (self.schemas.target({"$ref": to}) if str(to).startswith("#/") else None)
            if isinstance(member, dict):
                found[str(value)] = member
        return found


def discriminates(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema has a discriminator that names its property."""
    discriminator = schema.get("discriminator")
    return isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str)
