"""Readable and unique Python names for what a document leaves unnamed, given to the generator as schema titles."""

import copy
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from attrs import define, field
from openapi_python_client.strings import ClassName, PythonIdentifier, pascal_case, snake_case

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import declared_parameters

# Every name becomes a file, and file systems take 255 bytes with the ending.
LONGEST = 100
FIELD_PREFIX = "field_"
# The generated modules import these: a model of the same name would shadow one.
IMPORTED = ("Any", "ClassVar", "File", "Literal", "Mapping", "Self", "TypeChecking", "Unset", "UUID", "datetime")
# The response of `get-live-call` is a LiveCall: the verb says nothing about what comes back.
READING_VERBS = ("get", "retrieve", "fetch", "read", "show", "view")


def name_everything(content: dict[str, Any]) -> None:
    """Give every operation of a document an id of its own and every object schema a name of its own, in place.

    Objects written out in responses, bodies and parameters move to `components/schemas`; the rest get a `title`.
    An operation whose id or model name is taken already gets a longer one; the order of the document decides.
    """
    _name_operations(content)
    _Models(content).name_all()


def operation_name(operation: Operation) -> str:
    """Return the snake-case name that the generator makes of an operation (its module and method)."""
    return str(PythonIdentifier(operation.definition["operationId"], FIELD_PREFIX))


def _name_operations(content: dict[str, Any]) -> None:
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    for operation in iter_operations(content):
        if "tags" in operation.definition:
            operation.definition["tags"] = [_fold(tag) for tag in operation.definition["tags"]]
        given = _fold(operation.definition.get("operationId", ""))
        path = "_".join(snake_case(part) or "by" for part in operation.path.strip("/").split("/"))
        slash = "_slash" if operation.path.endswith("/") else ""
        by_path = _fold(f"{operation.method}_{path}")
        names = [given, by_path, by_path + slash] if given else [by_path, by_path + slash]
        for candidate in chain(names, _numbered(f"{by_path}_", numbers)):
            operation.definition["operationId"] = candidate
            if operation_name(operation) not in taken:
                break
        taken.add(operation_name(operation))


def _numbered(name: str, numbers: Counter[str]) -> Iterator[str]:
    """Yield the name with 2, 3 and so on behind it, from where the last search for one like it ended."""
    while True:
        numbers[name] += 1
        yield f"{name}{numbers[name] + 1}"


def _fold(name: str, longest: int = LONGEST) -> str:
    # Python reads identifiers in this form, so that a name in another one would not be found by its text.
    return unicodedata.normalize("NFKC", name)[:longest]


@define
class _Models:
    content: dict[str, Any]
    taken: set[str] = field(factory=lambda: {snake_case(name) for name in IMPORTED})
    numbers: Counter[str] = field(factory=Counter)
    schemas: dict[str, Any] = field(init=False)

    def name_all(self) -> None:
        # A namespace module holds the class of its tag beside the models that it mentions.
        operations = list(iter_operations(self.content))
        for tag in {"default", *(str(tag) for operation in operations for tag in operation.definition.get("tags", []))}:
            name = str(ClassName(tag, "tag"))
            self.taken |= {snake_case(name), snake_case(f"Async{name}")}
        components = self.content.setdefault("components", {})
        self.schemas = components.setdefault("schemas", {})
        declared = list(self.schemas.items())
        for key, schema in declared:
            name = self.reserve(key, f"{key}Model")
            if "$ref" not in schema:
                schema["title"] = name
                self.name_inside(schema, name)
        for kind, suffix in (("requestBodies", "Request"), ("responses", "Response")):
            for key, holder in components.get(kind, {}).items():
                self.name_contents(holder, [key, f"{key}{suffix}"])
        for key, parameter in components.get("parameters", {}).items():
            self.name_parameter(parameter, key)
        for operation in operations:
            self.name_operation(operation)

    def name_operation(self, operation: Operation) -> None:
        name = pascal_case(operation_name(operation))
        for parameter in declared_parameters(self.content, operation):
            self.name_parameter(parameter, name + pascal_case(str(parameter.get("name", ""))))
        self.name_contents(operation.definition.get("requestBody", {}), [f"{name}Request"])
        written: list[tuple[Any, Any]] = []
        for status, response in operation.definition.get("responses", {}).items():
            original = copy.deepcopy(response.get("content"))
            same = [named for earlier, named in written if earlier == original]
            if original and same:
                response["content"] = copy.deepcopy(same[0])
            else:
                self.name_contents(response, _response_names(name, status))
                written.append((original, response.get("content")))

    def name_parameter(self, parameter: dict[str, Any], name: str) -> None:
        if "schema" in parameter:
            schema = parameter["schema"] = self.hoist(parameter["schema"], [name])
            if "enum" in schema and len(name) > LONGEST:
                schema["title"] = parameter["name"][: LONGEST // 2]

    def name_contents(self, holder: dict[str, Any], names: list[str]) -> None:
        for media in holder.get("content", {}).values() if "$ref" not in holder else ():
            if "schema" in media:
                media["schema"] = self.hoist(media["schema"], names)

    def hoist(self, schema: Any, names: list[str]) -> Any:
        """Return `schema` with every object that is written out in it moved to `components/schemas`."""
        if not isinstance(schema, dict) or "$ref" in schema:
            return schema
        schema.pop("title", None)
        if _is_model(schema):
            name = schema["title"] = self.reserve(*names)
            self.schemas[name] = schema
            self.name_inside(schema, name)
            return {"$ref": f"#/components/schemas/{name}"}
        if "items" in schema:
            schema["items"] = self.hoist(schema["items"], [f"{name}Item" for name in names])
        for key in ("oneOf", "anyOf"):
            options = schema.get(key, [])
            for index, option in enumerate(options):
                suffix = str(index + 1) if len(options) > 1 else ""
                options[index] = self.hoist(option, [f"{name}{suffix}" for name in names])
        return schema

    def name_inside(self, schema: dict[str, Any], name: str) -> None:
        """Give every object and enum below `schema` a title made of the path to it."""
        for prop, below in schema.get("properties", {}).items():
            self.name_nested(below, name, str(prop))
        self.name_nested(schema.get("items"), name, "Item")
        self.name_nested(schema.get("additionalProperties"), name, "Value")
        for key in ("oneOf", "anyOf", "prefixItems"):
            for index, option in enumerate(schema.get(key, [])):
                self.name_nested(option, name, f"Option{index + 1}")
        for part in schema.get("allOf", []):
            self.name_inside(part, name)

    def name_nested(self, schema: Any, parent: str, name: str) -> None:
        if not isinstance(schema, dict) or "$ref" in schema:
            return
        schema.pop("title", None)
        full = f"{parent}{pascal_case(name)}"
        if _is_model(schema):
            full = schema["title"] = self.reserve(full)
        elif "enum" in schema and len(full) > LONGEST:
            schema["title"] = self.reserve(f"{parent}Choice1", numbered=f"{parent}Choice").removeprefix(parent)
        elif "enum" in schema and snake_case(ClassName(full, FIELD_PREFIX)) in self.taken:
            # The generator prefixes an enum's title with its parent's name by itself.
            schema["title"] = self.reserve(f"{full}Enum").removeprefix(parent)
        elif "enum" in schema:
            self.reserve(full)
        self.name_inside(schema, full)

    def reserve(self, *candidates: str, numbered: str = "") -> str:
        """Return the first candidate whose class and module names are free, or `numbered` (the last one, unless given)
        with a number behind it."""
        folded = [_fold(candidate, LONGEST + 3) for candidate in candidates]
        for candidate in chain(folded, _numbered(_fold(numbered or candidates[-1]), self.numbers)):
            name = str(ClassName(candidate, FIELD_PREFIX))
            if snake_case(name) not in self.taken:
                break
        self.taken.add(snake_case(name))
        return name


def _response_names(operation: str, status: str) -> list[str]:
    if not status.startswith("2"):
        return [f"{operation}{'Error' if status.isdecimal() else 'Response'}{status}"]
    verb, _, noun = snake_case(operation).partition("_")
    long = f"{operation}Response"
    return [pascal_case(noun), long] if verb in READING_VERBS and noun else [long]


def _is_model(schema: dict[str, Any]) -> bool:
    type_ = schema.get("type")
    is_object = type_ == "object" or (isinstance(type_, list) and "object" in type_)
    return is_object or "allOf" in schema or (type_ is None and "properties" in schema)
