"""A request as a test looks at it: which operation it was, and what it carried."""

import json
import re
from collections.abc import Mapping
from email import message_from_bytes
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import httpx
from attrs import field, frozen

from ..runtime.credentials import SecretHeaders
from ..runtime.files import File
from ..runtime.operation import Operation

_JSON = re.compile(r"[^/]+/(.+\+)?json")


def _names(values: Mapping[str, Any]) -> str:
    return repr(sorted(values))


@frozen
class SentRequest:
    """One request that a client has sent.

    `operation` is the namespace and the method, such as "live_calls.get_live_call"; `path`, `query` and `headers` are
    by the name on the wire (`headers` in any case), and what stands in a query several times is a list. `body` is the
    parsed JSON or form, text, bytes, or None; a file in a form is a `File`. `repr` shows no values: they may be
    credentials or phone numbers.
    """

    operation: str
    method: str
    path: Mapping[str, str] = field(repr=_names)
    query: Mapping[str, str | list[str]] = field(repr=_names)
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)


def sent_request(name: str, operation: Operation[Any], request: httpx.Request) -> SentRequest:
    """Return what a test is shown of a request, which is read to its end."""
    content_type = request.headers.get("content-type", "")
    return SentRequest(
        operation=name,
        method=request.method,
        path=_path_values(operation.path, request.url.raw_path.decode().partition("?")[0]),
        query=_by_name(parse_qsl(request.url.query.decode(), keep_blank_values=True)),
        headers=SecretHeaders(request.headers),
        body=_body(request.content, content_type),
    )


def _path_values(template: str, path: str) -> dict[str, str]:
    parts = re.split(r"\{([^{}]*)\}", template)
    names = parts[1::2]
    pattern = "(.*?)".join(re.escape(part) for part in parts[::2])
    # The server may have a path of its own before this one.
    found = re.search(f"{pattern}$", path)
    return dict(zip(names, map(unquote, found.groups()), strict=True)) if found else {}


def _by_name(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        earlier = values.get(name)
        values[name] = value if earlier is None else [*(earlier if isinstance(earlier, list) else [earlier]), value]
    return values


def _body(content: bytes, content_type: str) -> Any:
    kind = content_type.partition(";")[0].strip().lower()
    if not content:
        return None
    if _JSON.fullmatch(kind):
        return json.loads(content)
    if kind == "application/x-www-form-urlencoded":
        return _by_name(parse_qsl(content.decode(), keep_blank_values=True))
    if kind == "multipart/form-data":
        return _by_name(list(_parts(content, content_type)))
    return content.decode() if kind.startswith("text/") else content


def _parts(content: bytes, content_type: str) -> list[tuple[str, Any]]:
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + content)
    parts: list[tuple[str, Any]] = []
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if not part.is_multipart() and isinstance(name, str):
            payload = cast("bytes", part.get_payload(decode=True))
            file_name = part.get_filename()
            value = payload.decode() if file_name is None else File(payload, file_name, part.get_content_type())
            parts.append((name, value))
    return parts
