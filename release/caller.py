"""Runs where only the wheel is installed: calls every GET operation that needs no more than values for its path."""

import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import vobiz_client.api
from vobiz_client import Vobiz

from vobiz_runtime.operation import Operation


def main() -> int:
    """Returns 0 when at least one operation was called; an error of the client ends the program."""
    called = 0
    with Vobiz(**_credentials()) as client:
        for operation in _operations():
            method: Callable[..., Any] = getattr(getattr(client, operation.tags[0]), operation.name)
            values = {
                parameter.argument: os.environ.get("VOBIZ_" + re.sub(r"\W+", "_", parameter.name).upper())
                for parameter in operation.parameters
                if parameter.location == "path"
            }
            if None in values.values() or not _is_enough(method, values):
                continue
            answer = client.with_raw_response(method, **values)
            print(f"{operation.method} {operation.path}: {answer.status} {type(answer.parsed).__name__}")
            called += 1
    print(f"{called} calls by {Path(vobiz_client.__file__).parent}")
    return 0 if called else 1


def _credentials() -> dict[str, Any]:
    """What the fake vendor printed for each security scheme, under the name of the scheme."""
    names = {
        argument: re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", name) for name, (*_, argument) in Vobiz.schemes.items()
    }
    held = {argument: os.environ.get(f"VOBIZ_{name.upper()}") for argument, name in names.items()}
    return {argument: held[argument] for argument in ("auth_id", "auth_token", "bearer_token") if held.get(argument)}


def _operations() -> Iterator[Operation[Any]]:
    for module in pkgutil.walk_packages(vobiz_client.api.__path__, "vobiz_client.api."):
        operation = getattr(importlib.import_module(module.name), "OPERATION", None)
        if operation is not None and operation.method == "GET":
            yield operation


def _is_enough(method: Callable[..., Any], values: dict[str, Any]) -> bool:
    try:
        inspect.signature(method).bind(**values)
    except TypeError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
