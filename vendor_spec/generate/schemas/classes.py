"""The classes that a client needs, and the shapes of what needs none, made of a document's schemas."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, evolve, field, frozen
from openapi_python_client.strings import pascal_case

from vendor_spec.generate.names import INSTEAD, ITEMS, OPERATIONS, SCHEMAS, Name, behind, member_names
from vendor_spec.generate.schemas.alternative_names import alternative_names
from vendor_spec.generate.schemas.alternatives import Alternatives
from vendor_spec.generate.schemas.directions import Direction, Directions
from vendor_spec.generate.schemas.discriminators import Discriminators, discriminates
from vendor_spec.generate.schemas.flat_schemas import Flat, Schemas
from vendor_spec.generate.schemas.shapes import Class, Field, Items, Plain, Shape, Tags
from vendor_spec.generate.schemas.values import enumerated, is_binary, is_constant
from vendor_spec.openapi.references import iter_references, named_schemas, unescape
from vendor_spec.openapi.schemas import NAMED, replacement_of
from vendor_spec.python_names import Spelling, argument_names

SIMPLE = ("string", "integer", "number", "boolean")
FORMATS = ("date", "date-time", "uuid", "binary")
TIMES = ("date", "date-time")


@frozen
class Where:
    """What a class is named after when a schema needs one, and in which direction it travels."""

    name: Name | None
    texts: tuple[str, ...]
    place: str
    phase: int
    direction: Direction

    def below(self, step: str, *texts: str) -> "Where":
        """Return the place of a part of this one; `texts` are what it may be called, the step itself unless given."""
        below = dict.fromkeys(behind(text, end) for text in self.texts for end in texts or (step,))
        return evolve(self, texts=tuple(below), place=f"{self.place}/{step}")

    def member(self, usual: str) -> "Where":
        """Return the place of an item of a list, or of a value of a map: one of several."""
        texts = [one for text in self.texts for one in member_names(text, usual)]
        if self.texts == ("",) and self.name:
            texts = [*(f"{INSTEAD}{one}" for text in self.name.texts for one in member_names(text, usual)), usual]
        return evolve(self, texts=tuple(dict.fromkeys(texts)), place=f"{self.place}/{usual}")


@define
class Classes:
    """The classes of one document."""

    content: dict[str, Any]
    schemas: Schemas = field(init=False)
    discriminators: Discriminators = field(init=False)
    directions: Directions = field(init=False)
    alternatives: Alternatives = field(init=False)
    made: dict[tuple[int, bool], Class] = field(factory=dict)
    names: dict[int, Name] = field(factory=dict)
    homes: dict[int, tuple[Name, str]] = field(factory=dict)
    kept: list[Any] = field(factory=list)  # what classes are made of, so that its identity lasts
    listed: dict[int, tuple[str, ...]] = field(factory=dict)  # what items of lists may be called, by identity
    shapes: dict[tuple[int, Direction], Shape] = field(factory=dict)
    tags: list[Shape] = field(factory=list)
    pending: list[tuple[Class, dict[str, Any], Where]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.schemas = Schemas(self.content)
        self.discriminators = Discriminators(self.schemas)
        self.alternatives = Alternatives(self.schemas)
        self.directions = Directions(self.schemas, self.discriminators)
        for key, schema in named_schemas(self.content).items():
            self.names[id(schema)] = Name(key, SCHEMAS, None, (key,))
        self.homes = dict(self._homes())

    def _homes(self) -> Iterator[tuple[int, tuple[Name, str]]]:
        """Yield the parts of named schemas that are referred to, each with that schema's name and its own behind it."""
        named = named_schemas(self.content)
        for reference in {node["$ref"] for _, node in iter_references(self.content)}:
            _, _, way = reference.partition("#/components/schemas/")
            key, *steps = map(unescape, way.split("/"))
            if key in named and steps:
                text = "".join(pascal_case(step) for step in steps if step not in NAMED and not step.isdecimal())
                yield id(self.schemas.target({"$ref": reference})), (self.names[id(named[key])], text)

    def declared(self) -> list[Name]:
        """Return the names of the document's named schemas."""
        return [self.names[id(schema)] for schema in named_schemas(self.content).values()]

    def finish(self) -> None:
        """Make the classes of the named schemas that no operation needs, and the fields of all."""
        self._fill()
        made = {id(name) for name in (class_.name for class_ in self.made.values())}
        for schema in named_schemas(self.content).values():
            name = self.names[id(schema)]
            if id(name) not in made:
                self.shape(schema, Where(name, ("",), name.place, SCHEMAS, "response"))
        self._fill()

    def _fill(self) -> None:
        while self.pending:
            class_, keys, where = self.pending.pop()
            properties = keys.get("properties") or {}
            required = keys.get("required") or ()
            for name, schema in properties.items():
                if not self.directions.is_left_out(schema, where.direction):
                    class_.fields[name] = self.field(schema, name in required)
            spellings = {name: Spelling(name, part.is_time) for name, part in class_.fields.items()}
            class_.arguments = argument_names(spellings)
            for name, part in class_.fields.items():
                below = where.below(name, pascal_case(name), pascal_case(class_.arguments[name]))
                part.shape = self.shape(properties[name], below)
            extra = keys.get("additionalProperties")
            if isinstance(extra, dict) and extra:
                class_.extra = self.shape(extra, where.member("Value"))

    def field(self, schema: Any, is_required: bool) -> Field:
        """Return a value but for its shape: what is said of it where it stands, and whether it is a time."""
        said: dict[str, Any] = {}
        for step in (steps := list(self.schemas.through(schema))):
            said = {**step, **said}
            if "$ref" in step:
                break
        keys = self.schemas.flat(schema).keys
        description = said.get("description")
        return Field(
            is_required=is_required,
            is_time=keys.get("format") in TIMES,
            description=description if isinstance(description, str) else None,
            example=said.get("example"),
            default=said.get("default", keys.get("default")),
            deprecated=next((replacement_of(step, description) for step in steps if step.get("deprecated")), None),
        )

    def shape(self, schema: Any, where: Where) -> Shape:
        """Return what a value of a schema may be."""
        steps = list(self.schemas.through(schema))
        if not steps:
            return Shape([Plain()])
        schema = steps[-1]
        name = self.names.get(id(schema))
        if name is not None and name.phase == SCHEMAS and name.parent is None:
            where = Where(name, ("",), name.place, SCHEMAS, where.direction)
        elif id(schema) in self.listed and where.phase == OPERATIONS:
            where = evolve(where, name=None, texts=self.listed[id(schema)], phase=ITEMS)
        elif id(schema) in self.homes:
            home, text = self.homes[id(schema)]
            where = Where(home, (text,), f"{home.place}/{text}", SCHEMAS, where.direction)
        key = id(schema), where.direction
        if key not in self.shapes:
            self.shapes[key] = Shape([Plain()])  # for a union or a list that holds itself
            self.shapes[key] = self._shape(schema, where)
        is_nullable = any(self.schemas.flat(step).is_nullable for step in steps)
        return evolve(self.shapes[key], is_nullable=is_nullable or self.shapes[key].is_nullable)

    def _shape(self, schema: dict[str, Any], where: Where) -> Shape:
        members = self.discriminators.members(schema)
        flat = self.schemas.flat(schema)
        shape = Shape()
        if members:
            heirs = [(member, member) for member in members if member is not schema]
            base = next(option for option in self._single(schema, flat.keys, where))
            self._take(shape, heirs, where, schema["discriminator"], base if isinstance(base, Class) else None)
        elif flat.choices:
            discriminator = flat.choices[0].discriminator if discriminates(flat.keys) else None
            self._take(shape, list(self.alternatives.of(schema)), where, discriminator)
        else:
            for option in self._single(schema, flat.keys, where):
                shape.add(Shape([option]))
        return shape

    def _take(
        self,
        shape: Shape,
        options: list[tuple[Any, Any]],
        where: Where,
        discriminator: Mapping[str, Any] | None,
        base: Class | None = None,
    ) -> None:
        """Fill a shape with alternatives, each the schema in the document and that of the class to be."""
        members: dict[int, Class | Tags | None] = {}
        telling = str((discriminator or {}).get("propertyName", ""))
        names = alternative_names(self.schemas, [schema for _, schema in options], telling)
        for index, (named, schema) in enumerate(options):
            key = self.discriminators.keys.get(id(named))
            below = where.below(f"Option{index + 1}", *names[index]) if key is None else where.below(pascal_case(key))
            option = self.shape(schema, where if len(options) == 1 else below)
            members[id(named)] = _one(option)
            shape.add(option)
        if base is not None:
            shape.add(Shape([base]))
        if discriminator is None:
            return
        values = dict(self.discriminators.values(discriminator, [named for named, _ in options]))
        tags = {value: member for value, named in values.items() if (member := members[id(named)])}
        if tags:
            shape.tags = Tags(str(discriminator["propertyName"]), tags, base)
            self.tags.append(shape)

    def _single(self, schema: dict[str, Any], keys: dict[str, Any], where: Where) -> Iterator[Class | Plain | Items]:
        type_ = keys.get("type")
        if isinstance(type_, list):
            for one in type_:
                yield from self._single(schema, {**keys, "type": one}, where)
        elif type_ == "null":
            return
        elif values := enumerated(keys):
            yield self._class(schema, keys, where, values)
        elif is_constant(keys):
            yield Plain((("const", keys["const"]),))
        elif type_ == "object" or (type_ is None and Flat(keys).is_object):
            yield self._class(schema, keys, where, [])
        elif type_ == "array" or (type_ is None and "items" in keys):
            yield Items(self._item(keys, where))
        elif type_ in (None, "string") and is_binary(keys):
            yield Plain((("type", "string"), ("format", "binary")))
        elif type_ in SIMPLE:
            format_ = keys.get("format") if type_ == "string" else None
            yield Plain((("type", type_), *([("format", format_)] if format_ in FORMATS else [])))
        else:
            yield Plain()

    def _item(self, keys: dict[str, Any], where: Where) -> Shape:
        first = keys.get("prefixItems")
        items = [*(first if isinstance(first, list) else []), *([keys["items"]] if keys.get("items") else [])]
        shape = Shape()
        for index, item in enumerate(items):
            shape.add(self.shape(item, where.member("Item") if len(items) == 1 else where.below(f"Item{index + 1}")))
            shape.tags = self.shape(item, where).tags if len(items) == 1 else None
        return shape if items else Shape([Plain()])

    def _class(self, schema: dict[str, Any], keys: dict[str, Any], where: Where, values: list[Any]) -> Class:
        differs = where.direction == "request" and not values and self.directions.differs(schema)
        if (id(schema), differs) not in self.made:
            if id(schema) not in self.names:
                own = where.name if where.texts == ("",) else None
                self.names[id(schema)] = own or Name(where.place, where.phase, where.name, where.texts)
            name = self.names[id(schema)]
            made = Class(name, differs, str(keys.get("description", "")), keys.get("example"), values)
            self.made[id(schema), differs] = made
            self.kept.append(schema)
            if not values:
                below = Where(name, ("",), name.place, where.phase, where.direction)
                self.pending.append((made, keys, below))
        return self.made[id(schema), differs]


def _one(shape: Shape) -> Class | Tags | None:
    classes = [option for option in shape.options if isinstance(option, Class)]
    return shape.tags or (classes[0] if len(classes) == 1 else None)
