"""Success answers of another content type, of another shape, or that cannot be read at all."""

import json
import re
from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer, encode_json
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.decisions import Cause
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.values.pointers import find_holders, iter_fields
from fake_vendor.variants.effects import Effect, Exchange, Order, Switch
from fake_vendor.variants.success_effects import change_body, change_success


def retype_content(conduct: Conduct, argument: str) -> Effect | None:
    """`TYPE`: the same body under another content type; `none`: no content type at all."""
    kind = argument or "text/html"
    if kind != "none" and not re.fullmatch(r"[\w.+-]+/[\w.+-]+(; ?[\w.-]+=[\w.-]+)?", kind):
        raise VendorFault(f"content_type.changed: {kind} is not a content type such as text/html, nor none")
    if not conduct.success.contents or any(content.media_type == kind for content in conduct.success.contents):
        return None

    def change(answer: Answer, _: Exchange) -> Answer:
        if not answer.has_body:
            return answer
        content = answer.content if isinstance(answer.content, bytes) or not answer.is_json else None
        encoded = content if content is not None else answer.encode(answer.content)
        return evolve(answer, media_type=None if kind == "none" else kind, content=encoded)

    return change_success(change, Order.BYTES)


def reshape(conduct: Conduct, argument: str) -> Effect | None:
    """`SHAPE`: the whole body is of another JSON type, or inside another object; `error`: of an unknown id only."""
    shape, _, name = argument.partition("=")
    if shape == "error":
        return Effect(step_in=_forgive) if any(conduct.facts.path_parameters) else None
    make = _SHAPES.get(shape or "array")
    if make is None:
        raise VendorFault(f"body.shape: {shape} is not one of {', '.join(_SHAPES)}")
    body = conduct.success.body
    if body is None or (_json_type(make(body, name)) == _json_type(body) and shape not in ("wrapped", "empty")):
        return None
    return change_body(lambda body, _: make(body, name), Order.SHAPE)


def garble(conduct: Conduct, argument: str) -> Effect | None:
    """`HOW`: the bytes are not the JSON that the answer says they are."""
    change = _GARBLES.get(argument or "malformed")
    if change is None:
        raise VendorFault(f"body.unreadable: {argument} is not one of {', '.join(_GARBLES)}")
    if not any(is_json(content.media_type) for content in conduct.success.contents):
        return None

    return change_success(lambda answer, _: change(answer) if answer.is_json else answer, Order.BYTES)


def _forgive(exchange: Exchange) -> Answer | None:
    if exchange.decision.cause is not Cause.UNKNOWN:
        return None
    return evolve(exchange.error(404, exchange.decision.message), status=200)


def _wrap(body: Any, name: str) -> Any:
    return {name or "data": body}


def _unwrap(body: Any, _: str) -> Any:
    """The first list or object inside, without what is around it."""
    inner = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    return next((value for value in inner if isinstance(value, (dict, list))), None)


_SHAPES: dict[str, Callable[[Any, str], Any]] = {
    "array": lambda body, _: [body],
    "wrapped": _wrap,
    "unwrapped": _unwrap,
    "null": lambda body, _: None,
    "string": lambda body, _: json.dumps(body),
    "number": lambda body, _: 1,
    "boolean": lambda body, _: True,
    "object": lambda body, _: {"result": body},
}


def _finish(change: Callable[[bytes], bytes]) -> Callable[[Answer], Answer]:
    return lambda answer: evolve(answer, finish=(*answer.finish, change))


def _with_latin1(answer: Answer) -> Answer:
    """A letter that is one byte in Latin-1, put in as UTF-8 never has it."""
    return _finish(lambda body: body.replace(b'":"', b'":"\xeb', 1) if b'":"' in body else b'"\xeb"')(answer)


def _with_nan(answer: Answer) -> Answer:
    def put(body: bytes) -> bytes:
        return b'{"NaN":NaN,' + body[1:] if body[:1] == b"{" and body[1:2] != b"}" else b"NaN"

    def replace(body: bytes) -> bytes:
        changed = re.sub(rb'":(-?\d[\d.eE+-]*|"[^"\\]*")', b'":NaN', body, count=1)
        return changed if changed != body else put(body)

    return _finish(replace)(answer)


def _with_duplicates(answer: Answer) -> Answer:
    def repeat(body: bytes) -> bytes:
        try:
            value = json.loads(body)
        except ValueError:  # another drift has garbled it before
            return body
        first = next((container for container, _ in _first_object(value)), None)
        if first is None:
            return b'{"a":1,"a":2}'
        key = next(iter(first))
        old, pair = encode_json(first), encode_json({key: first[key]})[1:-1]
        return body.replace(old, old[:-1] + b"," + pair + b"}", 1)

    return _finish(repeat)(answer)


def _first_object(value: Any) -> list[tuple[dict[str, Any], Any]]:
    if isinstance(value, dict) and value:
        return [(value, None)]
    return [(c, k) for parts, _ in iter_fields(value) for c, k in find_holders(value, parts) if isinstance(c, dict)]


def _declare(charset: str) -> Callable[[Answer], Answer]:
    return lambda answer: evolve(answer, media_type=f"{answer.media_type}; charset={charset}")


def _json_type(value: Any) -> str:
    return {dict: "object", list: "array", str: "string", bool: "boolean"}.get(type(value), "other")


_GARBLES: dict[str, Callable[[Answer], Answer]] = {
    "malformed": _finish(lambda body: body[:-1] + b"," + body[-1:]),
    "single_quotes": _finish(lambda body: body.replace(b'"', b"'")),
    "truncated": _finish(lambda body: body[: max(1, len(body) * 2 // 3)]),
    "empty": _finish(lambda body: b""),
    "trailing": _finish(lambda body: body + b"\nok"),
    "html": _finish(lambda body: b"<!doctype html><title>Vobiz</title><p>Please sign in.</p>"),
    "latin1": _with_latin1,
    "bom": _finish(lambda body: b"\xef\xbb\xbf" + body),
    "half_letter": _finish(lambda body: body.replace(b'":"', b'":"\\ud800', 1)),
    "utf16": _finish(lambda body: body.decode("utf-8", "replace").encode("utf-16")),
    "wrong_charset": _declare("utf-16"),
    "unknown_charset": _declare("x-vendor"),
    "duplicate_keys": _with_duplicates,
    "nan": _with_nan,
    "false_gzip": lambda answer: answer.with_headers(("Content-Encoding", "gzip")),
}

SWITCHES = (
    Switch("content_type.changed", "Success answers have another content type, or none.", retype_content, "TYPE"),
    Switch("body.shape", f"The whole body has another shape: {', '.join(_SHAPES)}, error.", reshape, "SHAPE[=NAME]"),
    Switch("body.unreadable", f"The body cannot be read: {', '.join(_GARBLES)}.", garble, "HOW"),
)
