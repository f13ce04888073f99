"""What a case looks like that hits a limit of the mock, by the id of the limit in `mock_limits.yaml`."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from contract_tests.harness.target.mock.exchange import FORMS, RECURSIVE, Exchange
from vendor_spec.openapi.references import resolve

PLACES = ("path", "query", "header", "cookie")


def _types(schema: Mapping[str, Any]) -> set[str]:
    given = schema.get("type")
    return set(given) if isinstance(given, list) else {str(given)}


def _is_compound(schema: Mapping[str, Any]) -> bool:
    return bool(_types(schema) & {"array", "object"})


def _is_broken_json(exchange: Exchange) -> bool:
    if not exchange.is_json or not exchange.body:
        return False
    try:
        json.loads(exchange.body.decode("utf-8"))
    except ValueError:
        return True
    return False


def _has_broken_escape(text: str) -> bool:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        return True
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return True
    return False


def _part_names(exchange: Exchange) -> list[bytes]:
    return re.findall(rb'[; ]name="([^\r\n]*?)"(?:;|\r)', exchange.body) if "multipart" in exchange.media_type else []


def _part_heads(exchange: Exchange) -> list[bytes]:
    if "multipart" not in exchange.media_type:
        return []
    boundary = re.search(r"boundary=\"?([^\";]+)", str(exchange.request.headers.get("Content-Type", "")))
    parts = exchange.body.split(b"--" + boundary[1].encode()) if boundary else [exchange.body]
    return [part.partition(b"\r\n\r\n")[0] for part in parts if part.strip(b"-\r\n")]


def _form_names(exchange: Exchange) -> list[str]:
    if exchange.media_type != FORMS[0]:
        return []
    return [pair.partition("=")[0] for pair in exchange.body.decode("latin-1").split("&")]


def _names_foreign_character(exchange: Exchange) -> bool:
    # Prism writes the violation, with names out of the request, into a header.
    mode = exchange.case.meta.generation.mode if exchange.case.meta else None
    if mode is None or not mode.is_negative:
        return False
    texts = [exchange.body.decode("utf-8", "replace"), *(part for pair in exchange.query for part in pair)]
    if exchange.is_json:
        texts.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), texts[0]))
    if exchange.is_form:
        texts.extend(part for pair in parse_qsl(texts[0], keep_blank_values=True) for part in pair)
    return any(ord(character) > 0xFF for text in texts for character in text)


def _has_empty_parameter(exchange: Exchange) -> bool:
    return any(exchange.request.headers.get(parameter["name"]) == "" for parameter in exchange.parameters_in("header"))


def _has_twins(parameters: list[dict[str, Any]]) -> bool:
    return len({parameter["name"].lower() for parameter in parameters}) < len(parameters)


def _has_siblings(exchange: Exchange) -> bool:
    body = resolve(exchange.content, exchange.operation.definition.get("requestBody", {}))
    schemas = [media.get("schema", {}) for media in body.get("content", {}).values()]
    return any("$ref" in schema and len(schema) > 1 for schema in schemas if isinstance(schema, dict))


Sign = Callable[[Exchange], bool]

# Requests that hang or kill the mock; they are not sent.
NOT_SENT: dict[str, Sign] = {
    "json-body-malformed": _is_broken_json,
    "json-body-byte-order-mark": lambda e: e.is_json and e.body.startswith(b"\xef\xbb\xbf"),
    "multipart-file-without-content-type": lambda e: any(
        b"filename=" in head and b"content-type" not in head.lower() for head in _part_heads(e)
    ),
    "multipart-part-without-name": lambda e: any(
        not re.search(rb"content-disposition:[^\r]*;\s*name=", head, re.IGNORECASE) for head in _part_heads(e)
    ),
    "multipart-name-with-semicolon": lambda e: any(b";" in name for name in _part_names(e)),
    "multipart-name-with-percent": lambda e: any(b"%" in name for name in _part_names(e)),
    "form-name-with-broken-escape": lambda e: any(_has_broken_escape(name) for name in _form_names(e)),
    "path-with-broken-escape": lambda e: _has_broken_escape(e.path),
    "path-array": lambda e: any(_is_compound(s) for s in e.parameter_schemas("path")),
    "header-array-absent": lambda e: any(
        _is_compound(resolve(e.content, p.get("schema", {}))) and p["name"] not in e.request.headers
        for p in e.parameters_in("header")
    ),
    "response-header-array": lambda e: any(
        _is_compound(resolve(e.content, resolve(e.content, header).get("schema", {})))
        for answer in e.answers
        for header in answer.get("headers", {}).values()
    ),
    "violation-names-a-foreign-character": _names_foreign_character,
}

_REJECTED = ("parameter.rejected",)
_ACCEPTED = ("parameter.not_validated", "parameter.not_required")
_ANSWERED = ("body.", "field.")

# Answers that contradict a right document, by the kinds of finding that they would give.
EXPLAINED: dict[str, tuple[tuple[str, ...], Sign]] = {
    "json-body-falsy": (_REJECTED, lambda e: e.is_json and "Body parameter is required" in e.violations),
    "body-empty": (_REJECTED, lambda e: not e.is_json and "Body parameter is required" in e.violations),
    "query-empty-required": (_REJECTED, lambda e: '"query"' in e.violations and any(not v for _, v in e.query)),
    "header-empty-required": (
        _REJECTED,
        lambda e: '"header"' in e.violations and any(not value for value in e.request.headers.values()),
    ),
    "path-empty-or-dots": (_REJECTED, lambda e: e.status == 404 or '"path"' in e.violations),
    "integer-format-int64": (_REJECTED, lambda e: "9007199254740991" in e.violations or "e+38" in e.violations),
    "multiple-of-fraction": (_REJECTED, lambda e: "multipleOf" in e.violations),
    "prefix-items": (_REJECTED, lambda e: any("prefixItems" in schema for schema in e.body_schemas)),
    "type-list-with-array": (
        _REJECTED,
        lambda e: any(
            isinstance(s.get("type"), list) and _is_compound(s)
            for place in ("query", "header")
            for s in e.parameter_schemas(place)
        ),
    ),
    "form-array": (_REJECTED, lambda e: e.is_form and any("array" in _types(schema) for schema in e.body_schemas)),
    "form-object": (_REJECTED, lambda e: e.is_form and "must be object" in e.violations),
    "form-null": (_REJECTED, lambda e: e.is_form and b"null" in e.body),
    "body-not-parsed": (_REJECTED, lambda e: bool(e.media_type) and not e.is_json and not e.is_form),
    "cookies": (_ACCEPTED, lambda e: e.is_wrong_in("cookie")),
    "query-empty-optional": (_ACCEPTED, lambda e: e.is_wrong_in("query") and any(not v for _, v in e.query)),
    "header-empty-optional": (_ACCEPTED, lambda e: e.is_wrong_in("header") and _has_empty_parameter(e)),
    "names-differ-in-case": (_ACCEPTED, lambda e: any(map(_has_twins, map(e.parameters_in, PLACES)))),
    "json-body-null": (_ACCEPTED, lambda e: e.is_json and e.body == b"null"),
    "body-empty-optional": (_ACCEPTED, lambda e: e.is_wrong_in("body") and not e.body),
    "multipart-without-parts": (_ACCEPTED, lambda e: "multipart" in e.media_type and not _part_names(e)),
    "form-additional-properties": (
        _ACCEPTED,
        lambda e: e.is_form and any("additionalProperties" in s for s in e.body_schemas),
    ),
    "form-recursive": (_ACCEPTED, lambda e: e.is_form and RECURSIVE in e.body_schemas),
    "recursive-with-siblings": (_ACCEPTED, lambda e: RECURSIVE in e.body_schemas and _has_siblings(e)),
    "nullable-enum-in-parameter": (
        _ACCEPTED,
        lambda e: any(None in s.get("enum", ()) for s in e.parameter_schemas("query")),
    ),
    "query-content": (_ACCEPTED, lambda e: any("content" in p for p in e.parameters_in("query"))),
    "deep-object-additional-properties": (
        _ACCEPTED,
        lambda e: any(p.get("style") == "deepObject" for p in e.parameters_in("query")),
    ),
    "numbers-beyond-double": (
        _ACCEPTED,
        lambda e: (
            any(re.fullmatch(r"-?\d{16,}", value) for _, value in e.query) or bool(re.search(rb"\d{16,}", e.body))
        ),
    ),
    "reserved-query-names": (("",), lambda e: any(name.startswith("__") for name, _ in e.query)),
    "response-pattern": (_ANSWERED, lambda e: any("pattern" in s for s in e.made_up_schemas)),
    "response-format": (_ANSWERED, lambda e: any(s.get("format") == "duration" for s in e.made_up_schemas)),
    "response-multiple-of": (_ANSWERED, lambda e: any("multipleOf" in s for s in e.made_up_schemas)),
    "response-unique-items": (_ANSWERED, lambda e: any("uniqueItems" in s for s in e.made_up_schemas)),
    "response-recursive": (_ANSWERED, lambda e: RECURSIVE in e.made_up_schemas),
    "response-write-only": (_ANSWERED, lambda e: any("writeOnly" in s for s in e.made_up_schemas)),
    "response-prefix-items": (_ANSWERED, lambda e: any("prefixItems" in s for s in e.made_up_schemas)),
    "response-json-without-schema": (_ANSWERED, lambda e: any(not s for s in e.made_up_schemas)),
    "response-204-with-content": (("body.", "content_type."), lambda e: e.status == 204),
    "response-head-without-content-type": (("content_type.",), lambda e: e.operation.method == "head"),
    "response-header-boolean": (("header.value",), lambda e: "boolean" in str(e.answers)),
    "response-not-serializable": (("server.error", "body.", "status."), lambda e: e.status == 500),
}
