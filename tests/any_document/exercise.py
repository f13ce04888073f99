"""Run by a test in a process of its own: imports and uses everything of a generated client, without a network.

Prints what it used; whatever a document smuggled into the client has run by then.
"""

import importlib
import inspect
import pkgutil
import typing
from typing import Any

import attrs
import httpx
import vobiz_client
from vobiz_client import AsyncVobiz, Vobiz, VobizError, models
from vobiz_client.runtime.operation import Operation

RESPONSES: list[Any] = [{}, [], "text", 1, None]


def use_models() -> int:
    for name in models.__all__:
        model = getattr(models, name)
        if not attrs.has(model):
            continue
        try:
            assert repr(model.from_dict(filled(model).to_dict()))
        except ValueError:
            assert repr(filled(model))
        eval_annotations(model)
    return len(models.__all__)


def eval_annotations(thing: Any) -> None:
    names = {name: getattr(models, name) for name in models.__all__}
    try:
        typing.get_type_hints(thing, localns={**names, "Mapping": dict, "Unset": vobiz_client.Unset, "Any": Any})
    except NameError:
        # What a type checker only would import.
        return


def filled(kind: type | tuple[type, ...]) -> Any:
    """A value that an operation takes as its body; what is in it does not matter."""
    if isinstance(kind, tuple):
        kind = kind[0]
    if attrs.has(kind):
        return kind(**{field.alias: "x" for field in attrs.fields(kind) if field.init and field.alias})
    return kind() if kind is list else "x"


def namespace_of(client: Vobiz | AsyncVobiz, tag: str) -> Any:
    # A tag that is called like a member of the client has an underscore behind it.
    namespace = getattr(client, f"{tag}_", None)
    return getattr(client, tag) if namespace is None else namespace


def use_operation(client: Vobiz, operation: Operation[Any]) -> None:
    arguments: dict[str, Any] = {parameter.argument: "x" for parameter in operation.parameters}
    bodies = [{operation.body_argument: filled(body.accepts)} for body in operation.bodies]
    bodies += [{field.argument: "x" for field in operation.body_fields}]
    for tag in operation.tags:
        for body in bodies:
            try:
                getattr(namespace_of(client, tag), operation.name)(**arguments, **body)
            except (VobizError, ValueError):
                continue


def main() -> None:
    modules = pkgutil.walk_packages(vobiz_client.__path__, "vobiz_client.")
    operations = [
        imported.OPERATION
        for imported in (importlib.import_module(module.name) for module in modules)
        if hasattr(imported, "OPERATION")
    ]
    used = use_models()
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=RESPONSES[len(request.url.path) % 5]))
    credentials: Any = {"auth_id": "i", "auth_token": "t", "bearer_token": "b", "base_url": "https://api.example.com"}
    credentials |= {name: "k" for _, _, names in Vobiz.schemes.values() for name in names.split(":") if name}
    client = Vobiz(**credentials, http_client=httpx.Client(transport=transport))
    for owner in (client, AsyncVobiz(**credentials)):
        for name in {tag for operation in operations for tag in operation.tags}:
            for _, method in inspect.getmembers(namespace_of(owner, name), callable):
                assert inspect.getdoc(method) is not None or method.__name__.startswith("__")
                eval_annotations(method)
    for operation in operations:
        use_operation(client, operation)
    print(f"{len(operations)} operations, {used} models")


if __name__ == "__main__":
    main()
