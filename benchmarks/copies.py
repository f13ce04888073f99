"""A document whose one operation is there many times."""

from typing import Any

from vendor_spec.openapi.yaml_text import unshare


def repeat_operation(content: dict[str, Any], count: int) -> dict[str, Any]:
    """The document with its first path `count` times, each under a path of its own (`/Call/`, `/Call1/`, ...)."""
    made: dict[str, Any] = unshare(content)
    path, item = next(iter(made["paths"].items()))
    made["paths"] = {}
    for number in range(count):
        copy = unshare(item)
        for definition in copy.values():
            definition["operationId"] = f"{definition['operationId']}-{number}"
        made["paths"][path.replace("/Call/", f"/Call{number}/" if number else "/Call/")] = copy
    return made
