"""Success responses of another content type, of another shape, or that are unreadable."""

import json
import re
from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response, encode_json
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.values.pointers import find_holders, iter_fields
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.success_effects import change_body, change_success


def _forgive(exchange: Exchange) -> Response | None:
    if exchange.decision.cause is not Cause.UNKNOWN:
        return None
    return evolve(exchange.error(404, exchange.decision.message), status=200)


def _unwrap(body: Any, _: str) -> Any:
    """Return the first list or object inside, without what is around it."""
    inner = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    return next((value for value in inner if isinstance(value, (dict, list))), None)


_SHAPES: dict[str, Callable[[Any, str], Any]] = {
    "array": lambda body, _: [body],
    "wrapped": lambda body, name: {name or "data": body},
    "unwrapped": _unwrap,
    "null": lambda body, _: None,
    "string": lambda body, _: json.dumps(body),
    "number": lambda body, _: 1,
    "boolean": lambda body, _: True,
    "object": lambda body, _: {"result": body},
}


def _rename_columns(text: str) -> str:
    """Return a table whose first column has another name."""
    return re.sub(r"^[^\s,;|]+", lambda name: f"{name[0]}_no", text, count=1)


def _change_delimiter(text: str) -> str:
    """Return a table whose columns are apart by another character."""
    header = text.partition("\n")[0]
    old = next((mark for mark in (";", "\t", "|", ",") if mark in header), "")
    return text.replace(old, "," if old != "," else ";") if old else text


_TABLES: dict[str, Callable[[str], str]] = {"columns": _rename_columns, "delimiter": _change_delimiter}


def _change_table(change: Callable[[str], str]) -> Effect:
    def apply(response: Response, _: Exchange) -> Response:
        is_table = isinstance(response.content, str) and "csv" in (response.media_type or "")
        changed = change(response.content) if is_table else response.content
        return response if changed == response.content else evolve(response, content=changed)

    return change_success(apply, Order.SHAPE)


def _finish(change: Callable[[bytes], bytes]) -> Callable[[Response], Response]:
    return lambda response: evolve(response, finish=(*response.finish, change))


def _put_latin1(body: bytes) -> bytes:
    """Put in a letter as the one byte that Latin-1 has for it, and UTF-8 never has."""
    return body.replace(b'":"', b'":"\xeb', 1) if b'":"' in body else b'"\xeb"'


def _put_nan(body: bytes) -> bytes:
    changed = re.sub(rb'":(-?\d[\d.eE+-]*|"[^"\\]*")', b'":NaN', body, count=1)
    if changed != body:
        return changed
    return b'{"NaN":NaN,' + body[1:] if body[:1] == b"{" and body[1:2] != b"}" else b"NaN"


def _repeat_key(body: bytes) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:  # another drift has garbled it before
        return body
    inner = (container for parts, _ in iter_fields(value) for container, _ in find_holders(value, parts))
    first = value if isinstance(value, dict) and value else next(inner, None)
    if first is None:
        return b'{"a":1,"a":2}'
    key = next(iter(first))
    old, pair = encode_json(first), encode_json({key: first[key]})[1:-1]
    return body.replace(old, old[:-1] + b"," + pair + b"}", 1)


def _declare(charset: str) -> Callable[[Response], Response]:
    return lambda response: evolve(response, media_type=f"{response.media_type}; charset={charset}")


_GARBLES: dict[str, Callable[[Response], Response]] = {
    "malformed": _finish(lambda body: body[:-1] + b"," + body[-1:]),
    "single_quotes": _finish(lambda body: body.replace(b'"', b"'")),
    "truncated": _finish(lambda body: body[: max(1, len(body) * 2 // 3)]),
    "empty": _finish(lambda body: b""),
    "trailing": _finish(lambda body: body + b"\nok"),
    "html": _finish(lambda body: b"<!doctype html><title>Vobiz</title><p>Please sign in.</p>"),
    "latin1": _finish(_put_latin1),
    "bom": _finish(lambda body: b"\xef\xbb\xbf" + body),
    "half_letter": _finish(lambda body: body.replace(b'":"', b'":"\\ud800', 1)),
    "utf16": _finish(lambda body: body.decode("utf-8", "replace").encode("utf-16")),
    "wrong_charset": _declare("utf-16"),
    "unknown_charset": _declare("x-vendor"),
    "duplicate_keys": _finish(_repeat_key),
    "nan": _finish(_put_nan),
    "false_gzip": lambda response: response.with_headers(("Content-Encoding", "gzip")),
}


@switch("content_type.changed", "TYPE|none")
def retype_content(behaviour: Behaviour, argument: str) -> Effect | None:
    """Success responses have another content type (default: text/html), or none."""
    kind = argument or "text/html"
    if kind != "none" and not re.fullmatch(r"[\w.+-]+/[\w.+-]+(; ?[\w.-]+=[\w.-]+)?", kind):
        raise VendorFault(f"{kind} is not a content type such as text/html, nor none")
    if not behaviour.success.contents or any(content.media_type == kind for content in behaviour.success.contents):
        return None

    def change(response: Response, _: Exchange) -> Response:
        if not response.has_body:
            return response
        return evolve(response, media_type=None if kind == "none" else kind, content=response.body(), finish=())

    return change_success(change, Order.BYTES)


@switch("body.shape", "SHAPE[=NAME]", options=("error", *_SHAPES, *_TABLES))
def reshape(behaviour: Behaviour, argument: str) -> Effect | None:
    """The whole body has another JSON type, or is inside an object; `error`: of an unknown id only. A table has other
    columns, or another delimiter.
    """
    shape, _, name = argument.partition("=")
    if shape in _TABLES:
        has_table = any("csv" in content.media_type for content in behaviour.success.contents)
        return _change_table(_TABLES[shape]) if has_table else None
    if shape == "error":
        return Effect(intercept=_forgive) if behaviour.path_parameters else None
    make = choose(shape or "array", _SHAPES)
    body = behaviour.success.body
    if body is None or (type(make(body, name)) is type(body) and shape != "wrapped"):
        return None
    return change_body(lambda body, _: make(body, name), Order.SHAPE)


def _encode_latin1(response: Response) -> Response:
    """Return a text whose letters are in Latin-1, whatever the response says."""
    return evolve(response, content=response.content.encode("latin-1", "replace"))


def _send_page(response: Response) -> Response:
    return evolve(response, content=b"<!doctype html><title>Desk</title><p>Please sign in.</p>")


# What is possible with a body that is no JSON: a text, or bytes.
_OTHERS: dict[str, tuple[type, Callable[[Response], Response]]] = {
    "latin1": (str, _encode_latin1),
    "html": (bytes, _send_page),
    "empty": (bytes, lambda response: evolve(response, content=b"")),
}


@switch("body.unreadable", "HOW", options=_GARBLES)
def garble(behaviour: Behaviour, argument: str) -> Effect | None:
    """The bytes are not the JSON that the response says they are (default: malformed); nor, with latin1, html and
    empty, another text or picture that it says they are.
    """
    how = argument or "malformed"
    change = choose(how, _GARBLES)
    kind, change_other = _OTHERS.get(how, (type(None), lambda response: response))
    values = [content.template.value for content in behaviour.success.contents if not is_json(content.media_type)]
    if len(values) == len(behaviour.success.contents) and not any(isinstance(value, kind) for value in values):
        return None

    def apply(response: Response, _: Exchange) -> Response:
        if response.is_json:
            return change(response)
        return change_other(response) if isinstance(response.content, kind) else response

    return change_success(apply, Order.BYTES)


SWITCHES = (retype_content, reshape, garble)
