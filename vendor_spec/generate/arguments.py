"""The arguments of the client's methods, for templates: what a field of a body is called there, and what each takes."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve
from openapi_python_client.parser.bodies import Body, BodyType
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier

from vendor_spec.python_names import told_apart


def body_argument(endpoint: Endpoint) -> str:
    """Return what the method calls its whole body: it gives way to a parameter of that name."""
    return "body_" if "body" in _parameter_names(endpoint) else "body"


def body_fields(endpoint: Endpoint) -> list[Any]:
    """Return the fields that the method takes instead of a body, each a property under the name of its argument.

    They are those of the first body that is one kind of record; none where no body is. A parameter keeps its name, so
    that the field `status` beside it is `body_status`.
    """
    record = next((body.prop for body in endpoint.bodies if isinstance(body.prop, ModelProperty)), None)
    properties = [*(record.required_properties or ()), *(record.optional_properties or ())] if record else []
    given = {index: str(one.python_name) for index, one in enumerate(properties)}
    spellings = [
        lambda index: given[index],
        lambda index: f"body_{given[index]}",
        lambda index: f"body_field_{given[index]}",
    ]
    names = told_apart(given, spellings, {*_parameter_names(endpoint), body_argument(endpoint)})
    return [_renamed(one, names[index]) for index, one in enumerate(properties)]


def _renamed(field: Any, name: str) -> Any:
    if name == str(field.python_name):
        return field
    said = field.description.get_untrusted_value() if field.description else ""
    described = UntrustedString(f"The field {field.name.get_untrusted_value()} of the body. {said}".strip())
    # The class would take the name for one that is yet to be spelt.
    return evolve(field, python_name=str.__new__(PythonIdentifier, name), description=described)


def _parameter_names(endpoint: Endpoint) -> set[str]:
    parameters = (
        *(*endpoint.path_parameters, *endpoint.query_parameters),
        *(*endpoint.header_parameters, *endpoint.cookie_parameters),
    )
    return {str(parameter.python_name) for parameter in parameters}


def argument_type(value: Any) -> str:
    """Return the type of an argument: of a record also the object, of a list any sequence, of a date also its text."""
    return " | ".join(dict.fromkeys(_types(value)))


def body_type(endpoint: Endpoint) -> str:
    """Return the type of a whole body, of all media types together."""
    types = [
        type_ for body in endpoint.bodies for type_ in (["bytes", "File"] if is_bytes(body) else _types(body.prop))
    ]
    return " | ".join(dict.fromkeys(types))


def is_bytes(body: Body) -> bool:
    """Return whether a body is sent as it is and may be bytes, where it is no text."""
    return body.body_type == BodyType.CONTENT and isinstance(body.prop, FileProperty)


def _types(value: Any) -> Iterator[str]:
    match value:
        case UnionProperty():
            for inner in value.inner_properties:
                yield from _types(inner)
        case ListProperty():
            yield f"SequenceNotStr[{argument_type(value.inner_property)}]"
        case ModelProperty():
            yield from (str(value.class_info.name), "Mapping[str, Any]")
        case FileProperty():
            yield from ("File", "bytes")
        case DateProperty() | DateTimeProperty() | UuidProperty():
            yield from (value.get_type_string(no_optional=True).as_unembedded_code(), "str")
        case _:
            yield value.get_type_string(no_optional=True).as_unembedded_code()
