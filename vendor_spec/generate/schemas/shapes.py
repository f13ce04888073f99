"""What a value may be, in the few forms that the generator takes: classes, plain types, lists, and several of these."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Union

from attrs import define, field, frozen

from vendor_spec.errors import SpecError
from vendor_spec.generate.names import Name

PARSERS: dict[str, Callable[[str], Any]] = {
    "date": datetime.date.fromisoformat,
    "date-time": datetime.datetime.fromisoformat,
    "uuid": uuid.UUID,
}

Option = Union["Class", "Plain", "Items"]


@frozen
class Plain:
    """A value without a class: its type and format, or one fixed value, or anything."""

    keys: tuple[tuple[str, Any], ...] = ()


@define(eq=False)
class Items:
    """A list of one shape."""

    shape: "Shape"


@define(eq=False)
class Tags:
    """The values of a discriminator, each with the class, or the further discriminator, that it stands for.

    A value that is not among them stands for `base`, if there is one.
    """

    property: str
    members: dict[str, "Class | Tags"]
    base: "Class | None" = None

    def classes(self) -> Iterator["Class"]:
        """Yield the classes that it tells apart."""
        for member in self.members.values():
            if isinstance(member, Tags):
                yield from member.classes()
            else:
                yield member


@define
class Shape:
    """All that a value may be; nothing at all means null alone."""

    options: list[Option] = field(factory=list)
    is_nullable: bool = False
    tags: Tags | None = None

    def add(self, other: "Shape") -> None:
        """Take another shape in as further alternatives."""
        known = [option for option in self.options if isinstance(option, Class | Plain)]
        self.options += [option for option in other.options if option not in known]
        self.is_nullable |= other.is_nullable

    def never_null(self) -> "Shape":
        """Return the shape of the same value where null cannot be written."""
        return Shape(self.options or [Plain((("type", "string"),))], tags=self.tags)

    def schema(self) -> dict[str, Any]:
        """Return the shape as the generator reads it, in which every class is a reference."""
        alternatives = [_option(option) for option in self.options]
        if self.is_nullable or not alternatives:
            alternatives.append({"type": "null"})
        return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}

    def with_default(self, default: Any) -> dict[str, Any]:
        """Return the shape with a default, if it is a value that one of the alternatives has."""
        schema = self.schema()
        if default is None or not any(_has(option, default) for option in self.options):
            return schema
        # The generator reads nothing beside a reference.
        return {"allOf": [schema], "default": default} if "$ref" in schema else {**schema, "default": default}


@define(eq=False)
class Class:
    """A record or an enumeration to be: with fields, or with values."""

    name: Name
    is_for_requests: bool
    description: str = ""
    example: Any = None
    values: list[Any] = field(factory=list)
    fields: dict[str, "Field"] = field(factory=dict)
    arguments: dict[str, str] = field(factory=dict)
    extra: Shape | None = None

    @property
    def final(self) -> str:
        """Return the name of the class, once names are given."""
        return self.name.for_requests if self.is_for_requests else self.name.final

    @staticmethod
    def token(name: str) -> str:
        """Return what stands for a field, see `token`."""
        return token("property", name)

    def outline(self) -> dict[str, Any]:
        """Return the class without its fields, as the generator reads it."""
        return self.schema() if self.values else {"title": self.final, "type": "object"}

    def schema(self) -> dict[str, Any]:
        """Return the class as the generator reads it, each field under its token."""
        described = {"title": self.final, "description": self.description, "example": self.example}
        head = {key: value for key, value in described.items() if value not in ("", None)}
        if self.values:
            return {**head, "type": "integer" if isinstance(self.values[0], int) else "string", "enum": self.values}
        return {
            **head,
            "type": "object",
            "properties": {self.token(name): part.schema() for name, part in self.fields.items()},
            "required": [self.token(name) for name, part in self.fields.items() if part.is_required],
            "additionalProperties": True if self.extra is None else self.extra.schema(),
        }


@define
class Field:
    """A property of a record."""

    is_required: bool
    is_time: bool
    description: str | None
    example: Any
    default: Any
    deprecated: str | None = None  # what to use instead, as far as the document says it; None when it is not deprecated
    shape: Shape = field(factory=Shape)

    def schema(self) -> dict[str, Any]:
        """Return the value as the generator reads it."""
        said = {"description": described(self.deprecated, self.description), "example": self.example}
        return {
            **self.shape.with_default(self.default),
            **{key: text for key, text in said.items() if text is not None},
        }


def described(deprecated: str | None, description: str | None) -> str | None:
    """Return a description that says, too, whether something is deprecated: templates see nothing else of it."""
    says_so = description is not None and description.lower().startswith("deprecated")
    return description if deprecated is None or says_so else f"Deprecated by the vendor. {description or ''}".strip()


def token(kind: str, name: str) -> str:
    """Return what stands for a name while the generator reads: nothing falls together with it, or is changed in it.

    Raises SpecError for a name that no Python code would show as it is.
    """
    if not name.isprintable():
        raise SpecError(
            f"the name of the {kind} {ascii(name)[:120]} has a character that cannot be seen; "
            "correct the name in the overlay"
        )
    return "n" + name.encode("utf-8", "surrogatepass").hex()


def _option(option: Option) -> dict[str, Any]:
    if isinstance(option, Class):
        return {"$ref": f"#/components/schemas/{option.final}"}
    if isinstance(option, Items):
        return {"type": "array", "items": option.shape.schema()}
    return dict(option.keys)


def _has(option: Option, value: Any) -> bool:
    if isinstance(option, Class):
        return value in option.values and not isinstance(value, bool)
    keys: Mapping[str, Any] = dict(option.keys) if isinstance(option, Plain) else {}
    if "const" in keys:
        return bool(type(value) is type(keys["const"]) and value == keys["const"])
    if option == Plain():
        return isinstance(value, str | int)
    return _is_of(value, str(keys.get("type")), keys.get("format"))


def _is_of(value: Any, type_: str, format_: str | None) -> bool:
    if type_ == "boolean":
        return isinstance(value, bool)
    if type_ in ("integer", "number"):
        return isinstance(value, int if type_ == "integer" else int | float) and not isinstance(value, bool)
    if type_ != "string" or not isinstance(value, str):
        return False
    try:
        PARSERS.get(format_ or "", str)(value)
    except ValueError:
        return False
    return format_ != "binary"
