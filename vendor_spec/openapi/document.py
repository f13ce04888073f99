"""An OpenAPI document and its operations."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from attrs import frozen

from vendor_spec.errors import SpecError, printable
from vendor_spec.files import sha256_of
from vendor_spec.openapi.references import escape, resolve
from vendor_spec.openapi.validation import request_path
from vendor_spec.openapi.validation.form import find_error
from vendor_spec.openapi.validation.limits import refuse_beyond_limits, refuse_circles
from vendor_spec.openapi.validation.self_contained import refuse_bad_references, self_contained
from vendor_spec.openapi.validation.values import TooMuchEffort
from vendor_spec.openapi.yaml_text import load_yaml

VERSIONS = ("3.0", "3.1")
MOST_IN_SEGMENT = 5  # parameters: whoever matches a request with a path tries each place of each

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


def validate(value: Any, name: str) -> dict[str, Any]:
    """Return `value` in a form in which nothing leads out of it, for whatever tool reads it (see `self_contained`).

    Raises SpecError, naming the place, unless it is a valid OpenAPI 3.0 or 3.1 document within our limits.
    """
    if not isinstance(value, dict) or "openapi" not in value:
        raise SpecError(f"{name} is not an OpenAPI document: it has no `openapi` version at its top")
    version = value["openapi"]
    if not isinstance(version, str) or version[:3] not in VERSIONS:
        raise SpecError(f"{name} says openapi: {json.dumps(version)[:40]}; versions 3.0 and 3.1 are understood")
    refuse_beyond_limits(value, name)
    refuse_bad_references(value, name)
    refuse_circles(value, name)
    _refuse_bad_names(value, name)
    _refuse_bad_request_paths(value, name)
    contained = self_contained(value)
    try:
        error = find_error(contained)
    except TooMuchEffort:
        raise SpecError(
            f"{name} has a default whose schemas refer to one another without an end; take the default out of one"
        ) from None
    if error is not None:
        while error.context:
            error = max(error.context, key=lambda inner: len(inner.absolute_path))
        pointer = "/".join(map(escape, error.absolute_path))[:200]
        reason = error.message.partition("\n")[0][:200]
        raise SpecError(printable(f"{name} is not a valid OpenAPI {version[:3]} document at #/{pointer}: {reason}"))
    _refuse_parts_of_another_kind(contained, name)
    return contained


def _refuse_parts_of_another_kind(content: dict[str, Any], name: str) -> None:
    # The validators take a reference for what its place asks for, whatever it leads to.
    for operation in iter_operations(content):
        definition, item = operation.definition, content["paths"][operation.path]
        parameters = [*definition.get("parameters", ()), *item.get("parameters", ())]
        body = [definition["requestBody"]] if "requestBody" in definition else []
        responses = [part for key, part in definition.get("responses", {}).items() if not key.startswith("x-")]
        for parts, wanted in ((parameters, ("name", "in")), (body, ("content",)), (responses, ("description",))):
            for part in parts:
                target = resolve(content, part)
                if not (isinstance(target, dict) and all(key in target for key in wanted)):
                    where = printable(f"{part.get('$ref')} at {operation.label[:200]}")
                    raise SpecError(
                        f"{name} refers to {where}, which has no {' and '.join(wanted)}; mend the reference"
                    )


def _refuse_bad_request_paths(value: dict[str, Any], name: str) -> None:
    for path, item in value["paths"].items() if isinstance(value.get("paths"), dict) else ():
        for method in METHODS if isinstance(item, dict) else ():
            definition = item.get(method)
            if not isinstance(definition, dict) or request_path.NAME not in definition:
                continue
            given = definition[request_path.NAME]
            if problem := request_path.find_problem(path, given):
                where = f"the {request_path.NAME} {json.dumps(given)[:80]} of {method.upper()} {path[:120]}"
                raise SpecError(printable(f"{name}: {where} {problem}"))


def _refuse_bad_names(value: dict[str, Any], name: str) -> None:
    # The validators let some of this through, and stumble over some.
    for path, item in value["paths"].items() if isinstance(value.get("paths"), dict) else ():
        shown = json.dumps(path)[:80]
        if not path.startswith("/") or not path.isprintable() or " " in path:
            raise SpecError(f"{name}: the path {shown} does not start with /, or has white space in it")
        if not re.fullmatch(r"([^{}]|\{[^{}!]+\})+", path):
            raise SpecError(f"{name}: the path {shown} has a brace without its other half, or no name between the two")
        if any(segment.count("{") > MOST_IN_SEGMENT for segment in path.split("/")):
            raise SpecError(
                f"{name}: the path {shown} has more than {MOST_IN_SEGMENT} parameters between two slashes; split it"
            )
        if isinstance(item, dict) and "$ref" in item:
            raise SpecError(f"{name}: the path {shown} is a $ref; write the path item out")
    components = value.get("components")
    for kind, named in components.items() if isinstance(components, dict) else ():
        for key in named if isinstance(named, dict) and not kind.startswith("x-") else ():
            if not re.fullmatch(r"[a-zA-Z0-9._-]+", key):
                shown = json.dumps(key)[:80]
                raise SpecError(f"{name}: {shown} at #/components/{kind} is no name of letters, digits, . - and _")
