"""The responses that a document describes, and the request headers that make the mock send each."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, response_key, success_statuses
from vendor_spec.openapi.schemas import examples_of

TOKEN = re.compile(r"[\w.~-]+", re.ASCII)
NONE = object()
WITHOUT_BODY = (204, 205, 304)


@frozen
class DocumentedResponse:
    """One response of an operation in one of its media types, with one of its examples.

    Attributes:
        status: The documented status, or one that the documented range or `default` covers.
        media_type: Empty for a response without content.
        example: The value that the body has; NONE when the document has no example.
        name: The name of the example; empty for an `example` without one.
    """

    status: int
    media_type: str = ""
    example: Any = NONE
    name: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that make Prism 5.16 send this response, where it can."""
        prefer = f"code={self.status}" + (f", example={self.name}" if self.name else "")
        return {"Prefer": prefer, "Accept": self.media_type or "*/*"}


def iter_documented_responses(content: Mapping[str, Any], operation: Operation) -> Iterator[DocumentedResponse]:
    """Yield every response of an operation that the mock can send, once for each example that keeps its schema.

    A success is yielded in its first media type only, for which the client is generated; an error in each.
    """
    headers = {each["name"].lower() for each in documented_parameters(content, operation) if each["in"] == "header"}
    if headers & {"accept", "prefer"}:
        return  # the values of the document take the place of those that choose the response
    responses = documented_responses(content, operation)
    statuses = [(key, _status_for(key, responses)) for key in responses]
    if success_statuses(operation) == ["default"]:
        statuses.insert(0, ("default", 200))
    for key, status in statuses:
        response = responses[key]
        if status is None:
            continue
        media_types = list(response.get("content", {}).items())
        if not media_types:
            yield DocumentedResponse(status)
        for media_type, media in media_types[:1] if 200 <= status < 300 else media_types:
            is_empty = operation.method == "head" or status in WITHOUT_BODY
            examples = {} if is_empty or not examples_of(content, media) else _named_examples(content, media)
            for name, example in examples.items() or (("", NONE),):
                if example is NONE or not find_violations(content, media.get("schema", {}), example, formats=True):
                    yield DocumentedResponse(status, media_type, NONE if _is_rounded(example) else example, name)


def _status_for(key: str, documented: Collection[str]) -> int | None:
    """Return a status that this key covers and no narrower one does; None for 1xx, which are no final responses."""
    if key == "default":
        statuses = [418, 599, 399]
    else:
        statuses = [int(key)] if key.isdecimal() else list(range(int(key[0]) * 100, int(key[0]) * 100 + 100))
    return next((n for n in statuses if n >= 200 and response_key(documented, n) == key), None)


def _named_examples(content: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
    """Return the examples of a media type by name. Prism prefers named ones, and takes names that are a token."""
    named = {name: resolve(content, example) for name, example in media.get("examples", {}).items()}
    values = {name: example["value"] for name, example in named.items() if "value" in example and TOKEN.fullmatch(name)}
    return values or ({"": media["example"]} if "example" in media else {})


def _is_rounded(example: Any) -> bool:
    """Return whether an example holds a number that Prism, which computes with doubles, sends with other digits."""
    numbers = (value for _, value in iter_values(example) if isinstance(value, int))
    return any(abs(number) > 2**53 for number in numbers)
