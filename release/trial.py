"""Import every module of the installed client, and call one of its operations on the API that the environment names.

`python -m release try` runs this file where nothing but the wheel is installed. Any response will do: an error of the
API is a response, too. It ends with an error when the client has no operation, or no response comes.
"""

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Callable
from typing import Any

import vobiz_client
from vobiz_client import APIStatusError, Vobiz
from vobiz_client.runtime.operation import Operation


def main() -> None:
    """Print the status of the response, the operation and how many modules the client has."""
    found = pkgutil.walk_packages(vobiz_client.__path__, f"{vobiz_client.__name__}.")
    modules = [importlib.import_module(module.name) for module in found]
    listed = [vars(module).get("OPERATION") for module in modules]
    operations = [each for each in listed if isinstance(each, Operation) and not each.body_required]
    if not operations:
        sys.exit("the client has no operation that can be called without a body")
    with Vobiz(max_retries=0) as vobiz:
        operation = min(operations, key=lambda each: _effort(vobiz, each))
        values = {name: os.environ.get(f"VOBIZ_{name.upper()}", "1") for name in _needed(vobiz, operation)}
        try:
            status = vobiz.with_raw_response(_method(vobiz, operation), **values).status
        except APIStatusError as error:
            status = error.status
    print(status, operation.method, operation.path, f"({len(modules)} modules)")


def _effort(vobiz: Vobiz, operation: Operation[Any]) -> tuple[bool, int, str]:
    """Return what is larger for an operation that is harder to call: no GET, values that have to be made up."""
    return operation.method != "GET", len(_needed(vobiz, operation)), operation.name


def _needed(vobiz: Vobiz, operation: Operation[Any]) -> list[str]:
    arguments = inspect.signature(_method(vobiz, operation)).parameters.values()
    return [argument.name for argument in arguments if argument.default is argument.empty]


def _method(vobiz: Vobiz, operation: Operation[Any]) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(getattr(vobiz, operation.tags[0]), operation.name)
    return method


if __name__ == "__main__":
    main()
