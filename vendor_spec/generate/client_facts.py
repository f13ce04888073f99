"""What the client needs to know of the document and the generator's templates cannot see, as a Python module.

`generation` writes it to `vobiz_client/document.py`.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

from vendor_spec.generate.credentials import scheme_records
from vendor_spec.generate.message_bodies import is_json, name_of
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, documented_statuses, success_statuses

T = TypeVar("T")


class Style(NamedTuple):
    """Written as the record of the same name that the client's runtime has."""

    name: str
    explode: bool
    allow_reserved: bool


USUAL_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
MEDIA_TYPE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+(\s*;\s*[\w-]+=(\"[\w .:/+-]*\"|[\w.:/+-]+))*", re.ASCII)


def client_facts(document: dict[str, Any], source: str = "") -> str:
    """Return the text of the module for a corrected document: servers, security, media types, styles.

    `source` is the URL of the document, to which its relative servers are relative; empty when it is not known.
    Values come from the document and are written with `repr`, so nothing in them can become code.
    """
    operations = list(iter_operations(document))
    base = next(iter(_urls(document.get("servers"), source)), source)
    own_servers = {operation.label: _server(document, operation, base) for operation in operations}
    servers = tuple(_urls(document.get("servers"), source)) or tuple(_usual_first(own_servers.values()))
    security = {operation.label: _alternatives(_security(document, operation)) for operation in operations}
    default_security = _alternatives(document.get("security")) or next(_usual_first(security.values()), ())
    accepted = {operation.label: _accepted(document, operation) for operation in operations}
    default_accepted = next(_usual_first(accepted.values()), "*/*")
    styles = {operation.label: dict(_unusual_styles(document, operation)) for operation in operations}
    part_types = {operation.label: dict(_part_types(document, operation)) for operation in operations}
    return f'''\
"""What the document says beside its operations: servers, security, media types, how some parameters are written."""

from collections.abc import Mapping
from typing import Final

from .runtime.styles import Style

SERVERS: Final[tuple[str, ...]] = {servers!r}

# operations that have another server than the first of these
OPERATION_SERVERS: Final[Mapping[str, str]] = {_others(own_servers, "", *servers[:1])!r}

# name: (kind, name on the wire, the client's credentials)
SCHEMES: Final[Mapping[str, tuple[str, str, str]]] = {scheme_records(document)!r}

# alternatives, each a tuple of names in SCHEMES
DEFAULT_SECURITY: Final[tuple[tuple[str, ...], ...]] = {default_security!r}
SECURITY: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {_others(security, default_security)!r}

# media types of the responses
DEFAULT_ACCEPT: Final = {default_accepted!r}
ACCEPT: Final[Mapping[str, str]] = {_others(accepted, default_accepted)!r}

# parameters, and fields of forms, that are not written in the usual way of their place
STYLES: Final[Mapping[str, Mapping[str, Style]]] = {_others(styles, {})!r}

# parts of a multipart body whose media type the document names
PART_TYPES: Final[Mapping[str, Mapping[str, str]]] = {_others(part_types, {})!r}
'''


def _usual_first(values: Collection[T]) -> Iterator[T]:
    """Yield values, the most frequent first; nothing when one of them is missing."""
    if all(value != "" for value in values):
        yield from (value for value, _ in Counter(values).most_common())


def _others(values: Mapping[str, T], *usual: T) -> dict[str, T]:
    return {label: value for label, value in values.items() if value not in usual}


def _security(document: Mapping[str, Any], operation: Operation) -> Any:
    return operation.definition.get("security", document.get("security"))


def _alternatives(security: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(name) for name in alternative) for alternative in security or ())


def _server(document: Mapping[str, Any], operation: Operation, base: str) -> str:
    """Return the URL of the server that an operation has of its own, or its path has; empty if it has none."""
    item = document["paths"][operation.path]
    servers = operation.definition.get("servers") or item.get("servers")
    return next(_urls(servers, base), "") if servers else ""


def _urls(servers: Any, base: str) -> Iterator[str]:
    """Yield the URLs of servers with the defaults of their variables, https first."""
    urls = []
    for server in servers or ():
        url = str(server["url"])
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
        urls.append(_absolute(url, base))
    usable = [url for url in urls if url and "{" not in url]
    yield from sorted(usable, key=lambda url: not url.startswith("https://"))


def _absolute(url: str, base: str) -> str:
    try:
        url = urljoin(base, url) if base else url
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url.rstrip("/") if parts.scheme in ("https", "http") and parts.netloc else ""


def _accepted(document: Mapping[str, Any], operation: Operation) -> str:
    """Return the header `Accept`: the media types of all responses, those of successes first, JSON before others."""
    successes = success_statuses(operation)
    statuses = sorted(documented_statuses(operation), key=lambda status: status not in successes)
    responses = documented_responses(document, operation)
    names: dict[str, str] = {}
    for status in statuses:
        for media_type in responses[status].get("content", {}):
            text = re.sub(r"\s*;\s*charset=[^;]*", "", media_type, flags=re.IGNORECASE).strip()
            if MEDIA_TYPE.fullmatch(text):
                names.setdefault(text.lower(), text)
    return ", ".join(sorted(names.values(), key=lambda name: not is_json(name))) or "*/*"


def _unusual_styles(document: Mapping[str, Any], operation: Operation) -> Iterator[tuple[str, Style]]:
    for parameter in documented_parameters(document, operation):
        place = str(parameter.get("in"))
        usual = USUAL_STYLES.get(place)
        if usual and (style := _style(parameter, usual)) != (usual, usual == "form", False):
            yield f"{place}:{parameter.get('name')}", style
    for media_type, media in _request_media(document, operation):
        for name, encoding in (media.get("encoding") or {}).items():
            if name_of(media_type) == "application/x-www-form-urlencoded" and {"style", "explode"} & encoding.keys():
                yield f"{media_type}:{name}", _style(encoding, "form")


def _style(described: Mapping[str, Any], usual: str) -> Style:
    media = next(iter(described.get("content", ())), None)
    if media is not None and "schema" not in described and is_json(media):
        return Style("json", False, False)
    style = str(described.get("style", usual))
    return Style(style, bool(described.get("explode", style == "form")), bool(described.get("allowReserved")))


def _part_types(document: Mapping[str, Any], operation: Operation) -> Iterator[tuple[str, str]]:
    for media_type, media in _request_media(document, operation):
        for name, encoding in (media.get("encoding") or {}).items():
            text = str(encoding.get("contentType", "")).partition(",")[0].strip()
            if name_of(media_type) == "multipart/form-data" and MEDIA_TYPE.fullmatch(text) and "*" not in text:
                yield name, text


def _request_media(document: Mapping[str, Any], operation: Operation) -> list[tuple[str, Any]]:
    body = resolve(document, operation.definition.get("requestBody", {}))
    return list(body.get("content", {}).items())
