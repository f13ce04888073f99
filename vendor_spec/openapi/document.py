"""An OpenAPI document and its operations."""

import json
import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from vendor_spec.errors import SpecError, printable
from vendor_spec.files import sha256_of
from vendor_spec.openapi.references import escape, refuse_bad_references
from vendor_spec.openapi.yaml_text import load_yaml

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


@frozen
class Document:
    """A parsed document; `content` holds JSON values only, `sha256` is that of its bytes, if it has any."""

    name: str
    sha256: str
    content: dict[str, Any]

    @property
    def operations(self) -> list[Operation]:
        return list(iter_operations(self.content))


def iter_operations(content: dict[str, Any]) -> Iterator[Operation]:
    """Yield the operations of a document, in its order."""
    for path, item in content.get("paths", {}).items():
        for method in item:
            if method in METHODS:
                yield Operation(method, path, item[method])


def parse_document(content: bytes, name: str) -> Document:
    """Read and validate a document in YAML or JSON.

    Raises SpecError for anything that is not a valid OpenAPI 3.0 or 3.1 document whose references stay inside it.
    """
    value = load_yaml(content, name)
    validate(value, name)
    return Document(name, sha256_of(content), value)


def validate(value: Any, name: str) -> None:
    """Raise SpecError, naming the place, unless `value` is a valid OpenAPI 3.0 or 3.1 document."""
    if not isinstance(value, dict) or "openapi" not in value:
        raise SpecError(f"{name} is not an OpenAPI document: it has no `openapi` version at its top")
    version = value["openapi"]
    validators = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}
    validator = validators.get(version[:3]) if isinstance(version, str) else None
    if validator is None:
        raise SpecError(f"{name} says openapi: {json.dumps(version)[:40]}; versions 3.0 and 3.1 are understood")
    refuse_bad_references(value, name)
    _refuse_bad_names(value, name)
    error = next(validator(value).iter_errors(), None)
    if error is not None:
        while error.context:
            error = max(error.context, key=lambda inner: len(inner.absolute_path))
        pointer = "/".join(map(escape, error.absolute_path))[:200]
        reason = error.message.partition("\n")[0][:200]
        raise SpecError(printable(f"{name} is not a valid OpenAPI {version[:3]} document at #/{pointer}: {reason}"))


def _refuse_bad_names(value: dict[str, Any], name: str) -> None:
    # The validators let some of this through, and stumble over some.
    for path, item in value["paths"].items() if isinstance(value.get("paths"), dict) else ():
        shown = json.dumps(path)[:80]
        if not path.startswith("/") or not path.isprintable() or " " in path:
            raise SpecError(f"{name}: the path {shown} does not start with /, or has white space in it")
        if not re.fullmatch(r"([^{}]|\{[^{}!]+\})+", path):
            raise SpecError(f"{name}: the path {shown} has a brace without its other half, or no name between the two")
        if isinstance(item, dict) and "$ref" in item:
            raise SpecError(f"{name}: the path {shown} is a $ref; write the path item out")
    components = value.get("components")
    for kind, named in components.items() if isinstance(components, dict) else ():
        for key in named if isinstance(named, dict) and not kind.startswith("x-") else ():
            if not re.fullmatch(r"[a-zA-Z0-9._-]+", key):
                shown = json.dumps(key)[:80]
                raise SpecError(f"{name}: {shown} at #/components/{kind} is no name of letters, digits, . - and _")
