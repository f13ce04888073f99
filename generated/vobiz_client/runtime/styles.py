# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""How a value with several parts is written in a path, a query, a header, a cookie or a form: OpenAPI's styles."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from .errors import ConfigurationError
from .kinds import is_array, is_object
from .model import sent

Encode = Callable[[str], str]

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
# Of RFC 3986's reserved characters those that end no value, and that no server takes for others.
_RESERVED = ":/?@!$'()*,;"


class Style(NamedTuple):
    """How a parameter or a field of a form is written: the document's `style` (`json` for one with `content`)."""

    name: str
    explode: bool
    allow_reserved: bool = False


def quoted(text: str) -> str:
    """Return a text in which nothing has a meaning in a URL."""
    return quote(text, safe="")


def one_value(value: Any, name: str, style: Style, encode: Encode) -> str:
    """Return a value as a header, a cookie or a part of a path has it; `encode` is for its smallest parts."""
    if isinstance(value, str) and style.name in ("simple", "form"):
        return encode(value)
    value = sent(value)
    if style.name == "json":
        return encode(_json(value))
    prefix = {"label": ".", "matrix": ";"}.get(style.name, "")
    separator = prefix if prefix and style.explode else ","
    label = f"{name}=" if style.name == "matrix" else ""
    if is_object(value):
        pairs = [(encode(key), encode(scalar(item))) for key, item in value.items()]
        if style.explode:
            return prefix + separator.join(f"{key}={item}" for key, item in pairs)
        return prefix + label + ",".join(part for pair in pairs for part in pair)
    if is_array(value):
        items = [encode(scalar(item)) for item in value]
        return prefix + label + (separator + label if style.explode else ",").join(items)
    return prefix + label + encode(scalar(value))


def query_string(value: Any, name: str, style: Style) -> str:
    """Return a value as a query has it, `name=value&...`; empty when there is nothing to send."""
    encode = _quoted_but_reserved if style.allow_reserved else quoted
    if isinstance(value, str) and style.name == "form":
        return f"{quoted(name)}={encode(value)}"
    return "&".join(f"{quoted(key)}={text}" for key, text in _pairs(sent(value), name, style, encode))


def form_fields(value: Any, name: str, style: Style) -> list[tuple[str, str]]:
    """Return a value as the fields of a form, before any encoding."""
    return list(_pairs(sent(value), name, style, str))


def _pairs(value: Any, name: str, style: Style, encode: Encode) -> Iterator[tuple[str, str]]:
    if style.name == "json":
        yield name, encode(_json(value))
    elif style.name == "deepObject":
        yield from _deep(value, name, encode)
    elif is_object(value) and style.explode:
        yield from ((key, encode(scalar(item))) for key, item in value.items())
    elif is_array(value) and style.explode:
        yield from ((name, encode(scalar(item))) for item in value)
    elif is_object(value) or is_array(value):
        parts = [part for pair in value.items() for part in pair] if is_object(value) else value
        separator = encode(_SEPARATORS[style.name]) if style.name in _SEPARATORS else ","
        yield name, separator.join(encode(scalar(part)) for part in parts)
    else:
        yield name, encode(scalar(value))


def _deep(value: Any, name: str, encode: Encode) -> Iterator[tuple[str, str]]:
    # OpenAPI leaves open what is below the first level; this is what servers of the field read.
    if is_object(value):
        for key, item in value.items():
            yield from _deep(item, f"{name}[{key}]", encode)
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _deep(item, f"{name}[{index}]", encode)
    else:
        yield name, encode(scalar(value))


def scalar(value: Any) -> str:
    """Return a JSON value as text; raise `ConfigurationError` for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_object(value) or is_array(value):
        return _json(value)
    if isinstance(value, int | float | Decimal):
        return str(value)
    if value is None:
        return ""
    raise ConfigurationError(f"must be text, a number or a list of them, and holds {type(value).__name__}")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _quoted_but_reserved(text: str) -> str:
    return quote(text, safe=_RESERVED)
