"""Runs where only the wheel is installed: calls every GET operation that needs no more than values for its path."""

import importlib
import inspect
import os
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import vobiz_client.api
from vobiz_client import Vobiz

from vobiz_runtime.operation import Operation


def main() -> str | None:
    """Print a line for each call; return a sentence when no operation could be called."""
    calls = 0
    with Vobiz(**_credentials()) as client:
        for operation in _operations():
            method = getattr(getattr(client, operation.tags[0]), operation.name)
            path_parameters = [parameter for parameter in operation.parameters if parameter.location == "path"]
            values = {parameter.argument: os.environ.get(_variable(parameter.name)) for parameter in path_parameters}
            try:
                inspect.signature(method).bind(**{name: value for name, value in values.items() if value})
            except TypeError:  # it needs more than its path
                continue
            response = client.with_raw_response(method, **values)
            print(f"{operation.method} {operation.path}: {response.status} {type(response.parsed).__name__}")
            calls += 1
    print(f"{calls} calls by {Path(vobiz_client.__file__).parent}")
    return None if calls else "no operation could be called"


def _credentials() -> dict[str, Any]:
    """Return what the fake vendor printed for each security scheme, under the name of the scheme."""
    words = {name: re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name) for name in Vobiz.schemes}
    values = {argument: os.environ.get(_variable(words[name])) for name, (*_, argument) in Vobiz.schemes.items()}
    return {name: values[name] for name in ("auth_id", "auth_token", "bearer_token") if values.get(name)}


def _variable(name: str) -> str:
    return "VOBIZ_" + re.sub(r"\W+", "_", name).upper()


def _operations() -> Iterator[Operation[Any]]:
    for module in pkgutil.walk_packages(vobiz_client.api.__path__, "vobiz_client.api."):
        operation = getattr(importlib.import_module(module.name), "OPERATION", None)
        if operation is not None and operation.method == "GET":
            yield operation


if __name__ == "__main__":
    raise SystemExit(main())
