"""The bodies of requests and responses, as the generator takes them and our templates write them.

The generator knows a few media types, takes one for each response, and tells bytes from text by its own rules. Here the
document's own media types decide, and each of them becomes one that it knows.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, success_statuses

FACTS = "x-client"  # what the templates read of a response beside its schema
NO_CONTENT = ("204", "205")
TEXT, BYTES = {"type": "string"}, {"type": "string", "format": "binary"}


@frozen
class SuccessBody:
    """One media type of one success; `key` is the status that the generator takes it for, `facts` are for templates."""

    key: str
    status: str
    media_type: str
    facts: dict[str, Any]
    is_json: bool
    schema: Any


_JSON = re.compile(r"[^/]+/(.+\+)?json")
_TEXT = re.compile(r"text/.+|.+[/+](xml|yaml|x-yaml|json-seq|(x-)?ndjson|(x-)?jsonl|(x-)?javascript|csv|graphql|sql)")
_BYTES = re.compile(
    r"(audio|video|image|font|model)/.+|application/(octet-stream|pdf|msword|vnd\.(ms-|openxmlformats-).+)"
    r"|application/(x-)?(g?zip|bzip2?|tar|zip-compressed|7z-compressed|rar-compressed)"
)
_FORMS = {"application/x-www-form-urlencoded": "data", "multipart/form-data": "files"}


def name_of(media_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON: `application/json`, `application/problem+json`."""
    return _JSON.fullmatch(name_of(media_type)) is not None


def content_type_overrides(content: dict[str, Any]) -> dict[str, str]:
    """Return the generator's `content_type_overrides`: as which of its own media types it takes those of requests."""
    bodies = [
        resolve(content, operation.definition.get("requestBody", {})).get("content", {})
        for operation in iter_operations(content)
    ]
    names = {_sent_as(name, resolve(content, media.get("schema"))) for body in bodies for name, media in body.items()}
    known = {"json": "application/json", "content": "application/octet-stream"}
    return {
        name: known[kind] for name in sorted(names) if (kind := _request_kind(name)) in known and name != known[kind]
    }


def _request_kind(media_type: str) -> str:
    return _FORMS.get(name_of(media_type)) or ("json" if is_json(media_type) else "content")


def _sent_as(media_type: str, schema: Any) -> str:
    """Return the media type of a request; of a range (`*/*`) the one that its schema suggests."""
    match name_of(media_type):
        case "*/*" | "application/*":
            return "application/octet-stream" if _is_plain(schema) else "application/json"
        case "text/*":
            return "text/plain"
    return media_type


def request_media(content: dict[str, Any], body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return, by the media type that is sent, what the document says of each form of a request body, JSON first."""
    written: dict[str, Any] = {}
    for media_type, media in body.get("content", {}).items():
        schema = resolve(content, media.get("schema", {}))
        sent_as = _sent_as(media_type, schema)
        kind = _request_kind(sent_as)
        if kind == "content":
            written.setdefault(sent_as, {"schema": TEXT if _is_text(sent_as, schema) else BYTES})
        else:
            written.setdefault(sent_as, {"schema": media.get("schema", {})})
    # The same record may be sent in several forms; JSON is the one that can hold all of it.
    ordered = sorted(written, key=lambda name: not is_json(name))
    return {name: written[name] for name in ordered}


def success_bodies(content: dict[str, Any], operation: Operation) -> Iterator[SuccessBody]:
    """Yield the bodies of all successes; errors are left out, since the client reads them all alike."""
    documented = documented_responses(content, operation)
    order = itertools.count()
    # A single status comes before the range that it is in.
    for status in sorted(success_statuses(operation), key=lambda key: (not key.isdecimal(), key)):
        first, last = (int(status),) * 2 if status.isdecimal() else (200, 299)
        has_body = operation.method != "head" and status not in NO_CONTENT
        media = documented[status].get("content", {}) if has_body else {}
        ordered = sorted(media.items(), key=lambda pair: not is_json(pair[0]))
        kinds = [(name, each.get("schema"), response_kind(content, name, each)) for name, each in ordered]
        for index, (name, schema, kind) in enumerate(kinds or [("", None, "none")]):
            number = next(order)
            facts = {
                "order": number,
                "range": f"{first}, {last}",
                "kind": kind,
                "media_type": repr(name) if len(kinds) > 1 else "",
            }
            # The generator takes any number for a status, and one response for each.
            key = "default" if status == "default" else status.upper()
            yield SuccessBody(str(1000 + number) if index else key, status, name, facts, kind == "json", schema)


def response_kind(content: dict[str, Any], media_type: str, media: Mapping[str, Any]) -> str:
    """Return how the client reads a body of this media type: as `json`, `any` (JSON or text), `text` or `bytes`."""
    name, schema = name_of(media_type), resolve(content, media.get("schema"))
    if is_json(name):
        return "any" if schema is None else "bytes" if _is_binary(schema) else "json"
    if name in ("*/*", "application/*"):
        return "json" if not _is_plain(schema) else "text" if _is_text(name, schema) else "bytes"
    return "text" if _is_text(name, schema) else "bytes"


def _is_text(media_type: str, schema: Any) -> bool:
    name = name_of(media_type)
    if _TEXT.fullmatch(name) or _BYTES.fullmatch(name):
        return _TEXT.fullmatch(name) is not None
    return bool(schema) and _is_plain(schema) and not _is_binary(schema)


def _is_plain(schema: Any) -> bool:
    """Return whether a schema says nothing, or that the value is a text or a file."""
    type_ = schema.get("type") if isinstance(schema, dict) else None
    return not schema or schema is True or type_ == "string" or type_ == ["string"]


def _is_binary(schema: Any) -> bool:
    if not isinstance(schema, dict) or not _is_plain(schema):
        return False
    return schema.get("format") == "binary" or ("contentMediaType" in schema and "contentEncoding" not in schema)
