"""What the document calls deprecated, for templates: operations, parameters, and fields of what is sent."""

from collections.abc import Callable, Iterator

from attrs import frozen
from openapi_python_client.parser.openapi import Endpoint

from vendor_spec.generate.generator_input import Prepared, PreparedOperation
from vendor_spec.generate.schemas.shapes import Class, Items, Shape

DEEPEST, MOST = 4, 100  # levels of a body, and fields in it, that are watched
Steps = tuple[str, ...]


@frozen
class DeprecatedParts:
    """`facts` are the arguments of the runtime's record; `notice` is the operation's own, None without one."""

    facts: str
    notice: str | None


def deprecated_of(prepared: Prepared) -> Callable[[Endpoint], DeprecatedParts | None]:
    """Return a function for templates: it gives what of an endpoint is deprecated, or None."""
    made = {(each.path, method): each for (_, method), each in prepared.operations.items()}

    def find(endpoint: Endpoint) -> DeprecatedParts | None:
        operation = made[endpoint.path.get_untrusted_value(), endpoint.method]
        notices = {
            argument.argument: argument.field.deprecated
            for argument in operation.arguments.values()
            if argument.field.deprecated is not None
        }
        fields = dict(_fields(operation))
        if operation.deprecated is None and not notices and not fields:
            return None
        return DeprecatedParts(f"{operation.deprecated!r}, {notices!r}, {fields!r}", operation.deprecated)

    return find


def _fields(operation: PreparedOperation) -> Iterator[tuple[Steps, str]]:
    for body in operation.bodies:
        yield from list(_below(body.shape, ()))[:MOST]


def _below(shape: Shape, steps: Steps) -> Iterator[tuple[Steps, str]]:
    for option in shape.options if len(steps) < DEEPEST else ():
        if isinstance(option, Items):
            yield from _below(option.shape, steps)
        for name, field in option.fields.items() if isinstance(option, Class) else ():
            if field.deprecated is not None:
                yield (*steps, name), field.deprecated
            yield from _below(field.shape, (*steps, name))
