"""An OpenAPI document and its operations."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import sha256_of
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.validation import request_path
from vendor_spec.openapi.validation.limits import refuse_beyond_limits, refuse_circles
from vendor_spec.openapi.validation.self_contained import refuse_leading_out
from vendor_spec.openapi.yaml_text import load_yaml

VERSIONS = ("3.0", "3.1")

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@frozen
class Operation:
    """One method on one path."""

    method: str
    path: str
    definition: dict[str, Any]

    @property
    def label(self) -> str:
        """How reports and test ids name it: `GET /path`."""
        return f"{self.method.upper()} {self.path}"

    @property
    def request_path(self) -> str:
        """The path in its requests: another one than `path` only where an `x-request-path` says so."""
        return str(self.definition.get(request_path.NAME, self.path))


@frozen
class Document:
    """A parsed document as its author wrote it, JSON values only; `sha256` is that of its bytes, if it has any."""

    name: str
    sha256: str
    content: dict[str, Any]

    @cached_property
    def operations(self) -> list[Operation]:
        return list(iter_operations(self.content))


def iter_operations(content: dict[str, Any]) -> Iterator[Operation]:
    """Yield the operations of a document, in its order; in one that is not valid, whatever has the form of one."""
    paths = content.get("paths")
    for path in paths if isinstance(paths, dict) else ():
        for method, definition in path_item(content, path).items():
            if method in METHODS and isinstance(definition, dict):
                yield Operation(method, path, definition)


def path_item(content: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return what a document has at a path, a reference followed; empty where that is no path item."""
    item = content["paths"][path]
    if path.startswith("x-") or not isinstance(item, dict):
        return {}
    try:
        target = resolve(content, item)
    except KeyError:
        return {}
    if target is item or not isinstance(target, dict):
        return item if target is item else {}
    return {**target, **{key: value for key, value in item.items() if key != "$ref"}}


def parse_document(content: bytes, name: str) -> Document:
    """Read a document in YAML or JSON, as its author wrote it.

    Raises SpecError for what is no OpenAPI 3.0 or 3.1 document, or could do harm: one beyond our limits, one that leads
    out of itself. It may not be valid: an overlay may mend it, and some faults are repaired when it is corrected.
    """
    value = load_yaml(content, name)
    refuse_unsafe(value, name)
    return Document(name, sha256_of(content), value)


def refuse_unsafe(value: Any, name: str) -> None:
    """Raise SpecError unless `value` is a document that tools may read (see `parse_document`)."""
    if not isinstance(value, dict) or "openapi" not in value:
        raise SpecError(f"{name} is not an OpenAPI document: it has no `openapi` version at its top")
    version = value["openapi"]
    if not isinstance(version, str) or version[:3] not in VERSIONS:
        raise SpecError(f"{name} says openapi: {json.dumps(version)[:40]}; versions 3.0 and 3.1 are understood")
    refuse_beyond_limits(value, name)
    refuse_leading_out(value, name)
    refuse_circles(value, name)
