"""The document's examples of responses, which `make generate` writes to the file beside this module."""

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from ..runtime.errors import ConfigurationError
from ..runtime.operation import Operation

Body = tuple[str, int | None]  # the media type, and the index of the value unless that is bytes

_PACKAGE = __name__.rpartition(".testing")[0]


class Examples(NamedTuple):
    """What the document has of one operation: its name, the tags that it is found under, the bodies by status."""

    name: str
    tags: list[str]
    responses: Mapping[str, list[Body]]

    @property
    def where(self) -> str:
        """The namespace and the method, as in `live_calls.get_live_call`."""
        return f"{self.tags[0]}.{self.name}"

    def response(self, status: int | None) -> tuple[int, list[Body]]:
        """Return a status with the bodies that the document gives it; None for the first success."""
        if status is not None:
            nothing: list[Body] = []
            keys = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
            return status, next((self.responses[key] for key in keys if key in self.responses), nothing)
        # A single status comes before the range that it is in.
        successes = sorted((key for key in self.responses if key[0] == "2"), key=lambda key: (not key.isdecimal(), key))
        key = successes[0] if successes else "default"
        return int(key) if key.isdecimal() else 200, self.responses.get(key, [])

    def value(self, index: int) -> Any:
        """Return the JSON value, or the text, of a body."""
        return _stored()["values"][index]

    def operation(self) -> Operation[Any]:
        """Return the record of the operation, as the client has it."""
        operation: Operation[Any] = import_module(f"{_PACKAGE}.api.{self.tags[0]}.{self.name}").OPERATION
        return operation


def find_examples(operation: "str | Operation[Any] | Callable[..., object]") -> Examples:
    """Return the examples of an operation, named in one of these ways.

    A method of a client, its name, namespace and name (`live_calls.get_live_call`), or the label of the document (`GET
    /path`). Raises `ConfigurationError` with the nearest names for what none is called.
    """
    by_label = _by_label()
    if isinstance(operation, Operation):
        return by_label[f"{operation.method} {operation.document_path or operation.path}"]
    wanted = operation if isinstance(operation, str) else getattr(operation, "__name__", repr(operation))
    if wanted in by_label:
        return by_label[wanted]
    tag, _, name = wanted.rpartition(".")
    for examples in by_label.values():
        if examples.name == name and (not tag or tag in examples.tags or tag.removesuffix("_") in examples.tags):
            return examples
    names = [f"{tag}.{each.name}" for each in by_label.values() for tag in each.tags]
    near = get_close_matches(wanted, names, 3, 0) or ["none: the document has no operations"]
    raise ConfigurationError(f"no operation is called {wanted}; the nearest are {', '.join(near)}")


@cache
def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))
    return stored


@cache
def _by_label() -> dict[str, Examples]:
    return {label: Examples(**facts) for label, facts in _stored()["operations"].items()}
