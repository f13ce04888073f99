"""What the templates write of lists: where the items are in a response, of what type, and how the pages go on."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import frozen
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.union import UnionProperty

from vendor_spec.errors import SpecError
from vendor_spec.generate.message_bodies import FACTS
from vendor_spec.generate.names import RECORD_MEMBERS
from vendor_spec.generate.put_back import title_of
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.resources.lists import POSITIONS, ListForm, Pointer, find_list, snake

SETTING = "lists"  # of generator-config.yml; ours, so the generator does not see it
KEYS = ("id", "uuid", "sid")
COUNTS = {"offset": "items", "page": "pages"}
LINKS = (("href",), ("url",), ())  # of HAL and JSON:API, where a link is an object
FROM_ZERO = re.compile(
    r"\b(0|zero)[- ]?(based|indexed)|\b(start|begin|count)\w*\s+(at|from|with)\s+(0|zero)\b", re.IGNORECASE
)

_POSITIONS = set().union(*POSITIONS.values())
Steps = tuple[str, ...]


@frozen
class ClientList:
    """A list as the templates have it: `facts` are the arguments of the runtime's record, `item` is a Python type."""

    facts: str
    item: str
    imports: list[str]
    is_paged: bool


def named_lists(content: dict[str, Any], config: Mapping[str, Any], name: str) -> dict[str, Pointer]:
    """Return where the items are in the responses of the operations that the configuration names, by their label.

    Raises SpecError for a setting that says nothing about this document; `name` is that of the file.
    """
    given = config.get(SETTING) or {}
    form = f"{name}: `{SETTING}` must be a mapping of operationIds to names of fields, as in `listCalls: data.calls`"
    if not isinstance(given, dict) or not all(isinstance(field, str) and field for field in given.values()):
        raise SpecError(form)
    operations: dict[str, Operation] = {}
    for operation in iter_operations(content):
        operations |= {each: operation for each in (operation.label, operation.definition.get("operationId")) if each}
    found: dict[str, Pointer] = {}
    for key, field in given.items():
        named = operations.get(str(key))
        pointer = tuple(field.split(".")) if field != "." else ()
        if named is None:
            raise SpecError(f"{name}: `{SETTING}` names the operation {key}, which the document does not have")
        if find_list(content, named, pointer) is None:
            raise SpecError(
                f"{name}: `{SETTING}` says that {key} has its items in {field}, and no GET of that name returns such "
                "an array; name the field by its way from the body, as `data.calls`, or `.` for the body itself"
            )
        found[named.label] = pointer
    return found


def list_of(
    content: dict[str, Any], data: GeneratorData, named: Mapping[str, Pointer]
) -> Callable[[Endpoint], ClientList | None]:
    """Return a function for templates: it gives the list that an endpoint returns, or None."""
    records = _Records({title_of(model): model for model in data.models})
    forms: dict[str, tuple[ListForm, Operation]] = {}
    for operation in iter_operations(content):
        form = find_list(content, operation, named.get(operation.label))
        if form is not None and _is_whole(content, operation, form):
            forms[operation.label] = form, operation

    def find(endpoint: Endpoint) -> ClientList | None:
        label = f"{endpoint.method.upper()} {endpoint.path.get_untrusted_value()}"
        return _client_list(content, endpoint, records, *forms[label]) if label in forms else None

    return find


def _client_list(
    content: dict[str, Any], endpoint: Endpoint, records: "_Records", form: ListForm, operation: Operation
) -> ClientList | None:
    bodies = [each.prop for each in endpoint.responses if (each.data.model_extra or {})[FACTS]["kind"] == "json"]
    found = [pair for body in bodies for pair in records.at(body, form.items)]
    arrays = [(steps, array) for steps, array in found if isinstance(array, ListProperty)]
    if not arrays:
        return None
    items = [array.inner_property for steps, array in arrays if steps == arrays[0][0]]
    paging = dict(_paging(content, endpoint, records, form, operation, bodies))
    keys = [steps[0] for key in _keys(form) for item in items for steps, _ in records.at(item, (key,))]
    if paging and keys:
        paging["key"] = keys[0]
    return ClientList(
        facts=", ".join(f"{name}={value!r}" for name, value in {"items": arrays[0][0], **paging}.items()),
        item=" | ".join(dict.fromkeys(_type_of(item) for item in items)),
        imports=sorted(line for item in items for line in _imports_of(item)),
        is_paged=bool(paging),
    )


def _paging(
    content: dict[str, Any],
    endpoint: Endpoint,
    records: "_Records",
    form: ListForm,
    operation: Operation,
    bodies: list[Any],
) -> Iterator[tuple[str, Any]]:
    """Yield the facts of how the pages of a list go on; nothing where there is no way from one to the next."""
    ways = [(*form.next, *link) for link in LINKS] if form.next else []
    following = next((steps for way in ways for body in bodies for steps, _ in records.at(body, way)), None)
    for parameter in endpoint.query_parameters:
        if form.position is not None and parameter.name.get_untrusted_value() == form.position:
            yield "position", str(parameter.python_name)
            if form.counts in COUNTS:
                yield "counts", COUNTS[form.counts]
                if form.counts == "page":
                    yield "first", _first(content, operation, form.position)
            elif "after" in form.position:
                yield "goes_by_key", True
    if following is not None:
        yield "next", following
    if form.is_paged and form.more:
        yield from (("more", steps) for body in bodies for steps, _ in records.at(body, form.more))


def _keys(form: ListForm) -> list[str]:
    return [name for name in KEYS if name in (form.item.get("properties") or {})]


def _is_whole(content: dict[str, Any], operation: Operation, form: ListForm) -> bool:
    """Return whether a client can reach all of a list: the document says how it goes on, or that it does not."""
    if form.counts == "cursor":
        return bool(form.next or ("after" in str(form.position) and _keys(form)))
    parameters = (each for each in documented_parameters(content, operation) if each["in"] == "query")
    return form.is_paged or not any(snake(each["name"]) in _POSITIONS for each in parameters)


def _first(content: dict[str, Any], operation: Operation, name: str) -> int:
    """Return the number of the first page: 1, unless the document says otherwise."""
    parameters = documented_parameters(content, operation)
    parameter = next(each for each in parameters if each["in"] == "query" and each["name"] == name)
    schema = resolve(content, parameter.get("schema", {}))
    for value in (schema.get("default"), schema.get("minimum")):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    says_zero = any(FROM_ZERO.search(str(each.get("description", ""))) for each in (parameter, schema))
    return 0 if says_zero else 1


def _type_of(item: Any) -> str:
    text = str(item.get_type_string(no_optional=True).as_unembedded_code())
    return f"{text}Value" if isinstance(item, LiteralEnumProperty) else text


def _imports_of(item: Any) -> Iterator[str]:
    lines = {*item.get_imports(prefix="..."), *item.get_lazy_imports(prefix="...")}
    for line in lines:
        yield f"{line}Value" if isinstance(item, LiteralEnumProperty) and "models." in line else line


@frozen
class _Records:
    """The records of a client by their titles, and what is in them."""

    models: Mapping[str, ModelProperty]

    def at(self, value: Any, pointer: Pointer) -> Iterator[tuple[Steps, Any]]:
        """Yield what is at a pointer in each alternative of a value, with the attributes that lead there."""
        if isinstance(value, UnionProperty):
            for inner in value.inner_properties:
                yield from self.at(inner, pointer)
        elif not pointer:
            yield (), value
        elif isinstance(value, ModelProperty):
            record = self.models[title_of(value)]
            for part in (*(record.required_properties or ()), *(record.optional_properties or ())):
                if part.name.get_untrusted_value() == pointer[0]:
                    attribute = f"{part.python_name}{'_' if part.python_name in RECORD_MEMBERS else ''}"
                    yield from (((attribute, *steps), each) for steps, each in self.at(part, pointer[1:]))
