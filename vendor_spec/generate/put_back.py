"""What the generator was not told, put back behind it: names, places of parameters, paths, and discriminators."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.protocol import Value
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonCode, PythonIdentifier

from vendor_spec.generate.generator_input import Prepared
from vendor_spec.generate.schemas.shapes import Field, Tags, described
from vendor_spec.openapi.paths import PARAMETER


def parsed(prepared: Prepared, config: Config) -> GeneratorData | GeneratorError:
    """Return what the generator makes of a prepared document, with everything put back.

    It reads the classes and the operations apart: of each operation it copies, again and again, all that it leads to.
    """
    outlines = {"schemas": {name: class_.outline() for name, class_ in prepared.classes.items()}}
    records = GeneratorData.from_dict({**prepared.document, "paths": {}}, config=config)
    data = GeneratorData.from_dict({**prepared.document, "components": outlines}, config=config)
    if isinstance(data, GeneratorError) or isinstance(records, GeneratorError):
        return data if isinstance(data, GeneratorError) else records
    data.models, data.enums, data.errors = records.models, records.enums, [*records.errors, *data.errors]
    _put_back(data, prepared)
    return data


def _put_back(data: GeneratorData, prepared: Prepared) -> None:
    """Give everything that the generator has read the names that the document and Python have for it, in place."""
    records: dict[str, ModelProperty] = {}
    for model in data.models:
        class_ = prepared.classes[title_of(model)]
        wire = {class_.token(name): name for name in class_.fields}
        for properties in (model.required_properties, model.optional_properties):
            names = [wire[one.name.get_untrusted_value()] for one in properties or ()]
            named = [
                _named(one, name, class_.arguments[name], class_.fields[name])
                for one, name in zip(properties or (), names, strict=True)
            ]
            if properties:
                properties[:] = named
        records[title_of(model)] = model
    operations = {id(one): one for tag in data.endpoint_collections_by_tag.values() for one in tag.endpoints}
    for endpoint in operations.values():
        _put_back_operation(endpoint, prepared)
        for holder in (*endpoint.responses, *endpoint.bodies):
            if isinstance(holder.prop, ModelProperty):
                record = records[title_of(holder.prop)]
                holder.prop.required_properties = record.required_properties
                holder.prop.optional_properties = record.optional_properties


def _put_back_operation(endpoint: Endpoint, prepared: Prepared) -> None:
    operation = prepared.operations[endpoint.path.get_untrusted_value(), endpoint.method]
    endpoint.path = UntrustedString(operation.path)
    endpoint.name = _identifier(str(operation.definition["operationId"]))
    given, endpoint.query_parameters = endpoint.query_parameters, []
    in_path = PARAMETER.findall(operation.path)
    for parameter in given:
        argument = operation.arguments[parameter.name.get_untrusted_value()]
        parameters: list[Any] = getattr(endpoint, f"{argument.location}_parameters")
        parameters.append(_named(parameter, argument.name, argument.argument, argument.field))
    endpoint.path_parameters.sort(key=lambda parameter: in_path.index(parameter.name.get_untrusted_value()))


def title_of(model: ModelProperty) -> str:
    """Return what a record is called here."""
    # What we call it, whatever the generator's configuration makes of that.
    return model.data.title.get_untrusted_value() if model.data.title else ""


def _named(given: Any, wire: str, name: str, part: Field) -> Any:
    """Return a property with its names; it may stand in several classes, in each by another name."""
    default = given.default
    if (
        default is not None
        and isinstance(default.raw_value, str)
        and default.python_code.as_unembedded_code()[:1] in "'\""
    ):
        # What the generator makes of a text with a backslash is another text.
        default = Value(PythonCode(repr(default.raw_value)), default.raw_value)
    description = described(part.deprecated, part.description)
    return evolve(
        given,
        name=UntrustedString(wire),
        python_name=_identifier(name),
        description=given.description if description is None else UntrustedString(description),
        example=given.example if part.example is None else part.example,
        default=default,
    )


def _identifier(name: str) -> PythonIdentifier:
    # The class would take this for a name that is yet to be made.
    return str.__new__(PythonIdentifier, name)


def discriminator_of(prepared: Prepared) -> Callable[[UnionProperty], Any]:
    """Return a function for templates: it gives what tells the records of a union apart, or None.

    That is the name of the property, pairs of its values and classes or the like of this again, and the classes that
    do not say what a value is that none of the values stands for.
    """

    def find(union: UnionProperty) -> Any:
        records = {title_of(one): one for one in union.inner_properties if isinstance(one, ModelProperty)}
        tags = prepared.tags.get(frozenset(records))
        if tags is None:
            return None
        names = {title: str(record.class_info.name) for title, record in records.items()}
        specific = [names[class_.final] for class_ in tags.classes() if tags.base not in (None, class_)]
        return {**_described(tags, names), "specific": specific}

    return find


def _described(tags: Tags, names: Mapping[str, str]) -> dict[str, Any]:
    members = [
        (value, _described(member, names) if isinstance(member, Tags) else names[member.final])
        for value, member in tags.members.items()
    ]
    return {"property": tags.property, "members": members}
