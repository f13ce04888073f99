"""The responses that a document gives as examples, as `vobiz_client.testing` answers with them.

`generation` writes them to `vobiz_client/testing/examples.json`: data, read when a test asks for it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.generate.message_bodies import NO_CONTENT, response_kind
from vendor_spec.generate.names import operation_names, tag_names
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.responses import documented_responses
from vendor_spec.openapi.values.samples import NOTHING, Sampler, find_example
from vendor_spec.openapi.values.schemas import Schemas

LONGEST = 10_000  # characters; in place of a longer example stands a sample of its schema, if that is shorter
ANY_NAME = {"application": "octet-stream", "audio": "mpeg", "image": "png", "text": "plain", "video": "mp4"}


def response_examples(content: dict[str, Any]) -> str:
    """Return the examples of every response as JSON: `operations` by label, and the `values` that they point to.

    An operation has its `name`, the `tags` that it is found under, and its `responses` by status: for each media type
    that type and the index of its value, None where a value is bytes. What contradicts its schema is adapted to it.
    """
    names, tags = operation_names(content), tag_names(content)
    sampler = Sampler(Schemas(content))
    values: dict[str, int] = {}
    operations = {}
    for operation in iter_operations(content):
        responses = {
            status: [
                [media_type, None if text is None else values.setdefault(text, len(values))]
                for media_type, text in _bodies(content, operation, status, response, sampler)
            ]
            for status, response in documented_responses(content, operation).items()
        }
        operations[operation.label] = {
            "name": names[operation.label],
            "tags": [tags[str(tag)] for tag in operation.definition.get("tags") or ()] or ["default"],
            "responses": responses,
        }
    # A line for each, so that a difference shows what has changed.
    lines = [f"{json.dumps(label)}: {json.dumps(facts)}" for label, facts in operations.items()]
    return "\n".join(['{"operations": {', ",\n".join(lines), '}, "values": [', ",\n".join(values), "]}", ""])


def _bodies(
    content: dict[str, Any], operation: Operation, status: str, response: Mapping[str, Any], sampler: Sampler
) -> Iterator[tuple[str, str | None]]:
    if operation.method == "head" or status in NO_CONTENT:
        return
    for media_type, media in response.get("content", {}).items():
        kind = response_kind(content, media_type, media)
        yield _concrete(media_type, kind), None if kind == "bytes" else _example(content, media, kind, sampler)


def _example(content: dict[str, Any], media: Mapping[str, Any], kind: str, sampler: Sampler) -> str:
    schema, example = media.get("schema", {}), find_example(media, content)
    texts = [_json(sampler.sample(schema, hint), kind) for hint in (example, NOTHING)]
    return texts[0] if len(texts[0]) <= LONGEST else min(texts, key=len)


def _json(value: Any, kind: str) -> str:
    if kind == "text" and not isinstance(value, str):
        value = "text"
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):  # YAML has values that JSON has not
        return "null"


def _concrete(media_type: str, kind: str) -> str:
    """Return a media type that a response may have, for one that may be a range."""
    name, _, rest = media_type.partition("/")
    if not rest.startswith("*"):
        return media_type
    if kind in ("json", "any"):
        return "application/json"
    if name in ANY_NAME:
        return f"{name}/{ANY_NAME[name]}"
    return "text/plain" if kind == "text" else "application/octet-stream"
