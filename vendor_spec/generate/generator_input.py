"""The corrected document in the form that openapi-python-client can read whole: see `prepare`."""

from collections.abc import Iterator
from typing import Any

from attrs import define, field, frozen
from openapi_python_client.strings import pascal_case

from vendor_spec.generate.message_bodies import FACTS, request_media, success_bodies
from vendor_spec.generate.names import (
    COMPONENTS,
    OPERATIONS,
    SHARED_PARAMETERS,
    give_names,
    item_names,
    named_after,
    operation_names,
    response_names,
    tag_names,
)
from vendor_spec.generate.schemas.classes import Classes, Where
from vendor_spec.generate.schemas.directions import Direction
from vendor_spec.generate.schemas.flat_schemas import same
from vendor_spec.generate.schemas.shapes import Class, Field, Tags, described, token
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.resources.lists import find_list
from vendor_spec.openapi.schemas import replacement_of
from vendor_spec.openapi.yaml_text import unshare
from vendor_spec.python_names import Spelling, parameter_names

RESERVED_HEADERS = ("accept", "authorization", "content-type")


@frozen
class Argument:
    """A parameter of an operation: where and how it is sent, and what Python calls it."""

    name: str
    location: str
    argument: str
    field: Field


@define
class PreparedOperation:
    """An operation, by the path and method that the generator knows it by, with what is put back behind it."""

    path: str
    definition: dict[str, Any]
    deprecated: str | None = None
    arguments: dict[str, Argument] = field(factory=dict)
    bodies: list[Field] = field(factory=list)


@define
class Prepared:
    """A document for the generator, and what it is not told: see `vendor_spec.generate.put_back`."""

    document: dict[str, Any]
    operations: dict[tuple[str, str], PreparedOperation]
    classes: dict[str, Class]
    tags: dict[frozenset[str], Tags]


def prepare(content: dict[str, Any]) -> Prepared:
    """Return a copy of a document in which everything has its name in Python, and nothing is left that is dropped.

    Names of parameters and fields are tokens there, all parameters stand in the query, every schema is a reference to a
    class, a plain type, a list, or several of these, and a class that differs between requests and responses is two.
    """
    return _Preparation(unshare(content)).prepared()


@define
class _Preparation:
    content: dict[str, Any]
    classes: Classes = field(init=False)
    emitted: list[tuple[dict[str, Any], Field]] = field(factory=list)
    components: dict[int, tuple[str, str]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.classes = Classes(self.content)
        for kind in ("requestBodies", "responses", "parameters"):
            for key, part in self.content.get("components", {}).get(kind, {}).items():
                self.components[id(part)] = kind, key

    def prepared(self) -> Prepared:
        names, tags = operation_names(self.content), tag_names(self.content)
        operations: dict[tuple[str, str], PreparedOperation] = {}
        for index, operation in enumerate(iter_operations(self.content)):
            made = self.operation(operation, names[operation.label], tags)
            operations[f"/{index}", operation.method] = made
        self.classes.finish()
        classes = self.classes.made.values()
        in_responses = {class_.name for class_ in classes if not class_.is_for_requests}
        give_names(
            [*{class_.name.place: class_.name for class_ in classes}.values(), *self.classes.declared()],
            {class_.name: class_.name in in_responses for class_ in classes if class_.is_for_requests},
            tags.values(),
        )
        for holder, part in self.emitted:
            holder["schema"] = part.schema()
        in_order = sorted(classes, key=lambda class_: class_.name.phase)
        info = self.content["info"]
        document = {
            "openapi": "3.1.0",
            "info": {"title": str(info.get("title")), "version": str(info.get("version"))},
            "paths": {path: {method: made.definition} for (path, method), made in operations.items()},
            "components": {"schemas": {class_.final: class_.schema() for class_ in in_order}},
        }
        return Prepared(document, operations, {class_.final: class_ for class_ in in_order}, self.tags())

    def tags(self) -> dict[frozenset[str], Tags]:
        return {
            frozenset(option.final for option in shape.options if isinstance(option, Class)): shape.tags
            for shape in self.classes.tags
            if shape.tags
        }

    def operation(self, operation: Operation, name: str, tags: dict[str, str]) -> PreparedOperation:
        definition = operation.definition
        description = str(definition.get("description") or "")
        deprecated = replacement_of(definition, f"{description}\n\n{definition.get('summary')}")
        made: dict[str, Any] = {
            "operationId": name,
            "tags": list(dict.fromkeys(tags[str(tag)] for tag in definition.get("tags") or ())),
            "summary": str(definition.get("summary") or ""),
            "description": described(deprecated, description),
            "responses": self.responses(operation, name),
        }
        prepared = PreparedOperation(operation.path, made, deprecated)
        if "requestBody" in definition:
            emitted = len(self.emitted)
            body = resolve(self.content, definition["requestBody"])
            made["requestBody"] = {
                "required": body.get("required") is True,
                "content": dict(
                    self.contents(
                        body,
                        request_media(self.content, body),
                        (f"{pascal_case(name)}Request",),
                        operation.label,
                        "request",
                    )
                ),
            }
            prepared.bodies = [part for _, part in self.emitted[emitted:]]
        made["parameters"] = [*self.parameters(operation, name, prepared)]
        return prepared

    def parameters(self, operation: Operation, name: str, prepared: PreparedOperation) -> Iterator[dict[str, Any]]:
        in_path = PARAMETER.findall(operation.path)
        given = [
            (parameter, str(parameter["in"]), str(parameter["name"]))
            for parameter in documented_parameters(self.content, operation)
            if (parameter["in"] != "path" or parameter["name"] in in_path) and not _is_reserved(parameter)
        ]
        fields = {(place, wire): self.argument(parameter, place) for parameter, place, wire in given}
        spellings = {(place, wire): Spelling(wire, part.is_time) for (place, wire), part in fields.items()}
        arguments = parameter_names(spellings)
        for parameter, place, wire in given:
            part, key = fields[place, wire], place + token("parameter", wire)
            kind, component = self.components.get(id(parameter), ("", ""))
            text = component or pascal_case(name) + pascal_case(wire)
            phase = SHARED_PARAMETERS if kind else OPERATIONS
            where = Where(None, (text,), f"#{kind or operation.label}/{component or key}", phase, "request")
            shape = self.classes.shape(schema_of(parameter), where)
            part.shape = shape.never_null() if place == "path" else shape
            prepared.arguments[key] = Argument(wire, place, arguments[place, wire], part)
            emitted = {"name": key, "in": "query", "required": part.is_required}
            self.emitted.append((emitted, part))
            yield emitted

    def argument(self, parameter: dict[str, Any], place: str) -> Field:
        """Return a parameter as a field: what is said of it wins over what is said of its schema."""
        part = self.classes.field(schema_of(parameter), place == "path" or parameter.get("required") is True)
        if isinstance(description := parameter.get("description"), str):
            part.description = description
        is_deprecated = parameter.get("deprecated") is True or part.deprecated is not None
        replacement = replacement_of({"deprecated": is_deprecated}, part.description)
        part.deprecated = replacement or part.deprecated or replacement
        return part

    def responses(self, operation: Operation, name: str) -> dict[str, Any]:
        listed = find_list(self.content, operation)
        if listed and (names := item_names(name, listed.items[-1] if listed.items else "")):
            self.classes.listed[id(listed.item)] = names
        made: dict[str, Any] = {}
        known: dict[str, Any] = {}
        given = operation.definition.get("responses", {})
        for body in success_bodies(self.content, operation):
            made[body.key] = {"description": "", FACTS: body.facts}
            if body.is_json:
                holder = resolve(self.content, given[body.status])
                names, place = response_names(pascal_case(name), body.status), f"{operation.label} {body.status}"
                media = {body.media_type: {"schema": body.schema}}
                ((_, emitted),) = self.contents(holder, media, names, place, "response", known)
                made[body.key]["content"] = {"application/json": emitted}
        return made

    def contents(
        self,
        holder: dict[str, Any],
        media_types: dict[str, Any],
        names: tuple[str, ...],
        place: str,
        direction: Direction,
        known: dict[str, Any] | None = None,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each content type of a body with its schema; equal schemas, also of other responses, are one class."""
        known = {} if known is None else known
        kind, component = self.components.get(id(holder), ("", ""))
        if component:
            names = (component, f"{component}{'Request' if kind == 'requestBodies' else 'Response'}")
            place, known = f"{kind}/{component}", {}
        content = holder.get("content", {})
        distinct = {same(media.get("schema")) for media in content.values()}
        for content_type, media in media_types.items():
            emitted: dict[str, Any] = {}
            if "schema" in media or direction == "request":
                schema = media.get("schema", {})
                schema = known.setdefault(same(schema), schema)
                own = named_after(names, content_type, distinct)
                phase = COMPONENTS if component else OPERATIONS
                where = Where(None, own, f"#{place}/{content_type}", phase, direction)
                part = self.classes.field(schema, True)
                part.shape = self.classes.shape(schema, where)
                self.emitted.append((emitted, part))
            yield content_type, emitted


def request_paths(content: dict[str, Any]) -> dict[str, str]:
    """Return, by the Python name of an operation, its path in requests where the document has it under another one."""
    names = operation_names(content)
    operations = iter_operations(content)
    return {names[each.label]: each.request_path for each in operations if each.request_path != each.path}


def _is_reserved(parameter: dict[str, Any]) -> bool:
    # OpenAPI ignores such parameters: media types and security schemes say what these headers hold.
    return parameter["in"] == "header" and str(parameter["name"]).lower() in RESERVED_HEADERS


def schema_of(parameter: dict[str, Any]) -> Any:
    """Return the schema of a parameter, which may have `content` instead."""
    media: dict[str, Any] = next(iter(parameter.get("content", {}).values()), {})
    return parameter.get("schema", media.get("schema", {}))
