"""One HTTP request, as it came in."""

from collections.abc import Iterable
from functools import cached_property
from urllib.parse import parse_qsl, quote, unquote

from attrs import field, frozen
from werkzeug.http import parse_cookie


@frozen(slots=False)
class Request:
    """One HTTP request; header names in lower case, `path` as it was sent."""

    method: str
    path: str
    query_text: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = b""

    @classmethod
    def of(cls, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes) -> "Request":
        """Return the request whose request line names `target`."""
        path, _, query = target.partition("?")
        if "://" in path[:8]:  # a proxy's form of the request line
            path = "/" + path.split("://", 1)[1].partition("/")[2]
        return cls(method, path, query, tuple((name.lower(), value) for name, value in headers), body)

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query_text, keep_blank_values=True)

    @cached_property
    def cookies(self) -> list[tuple[str, str]]:
        return [pair for text in self.all("cookie") for pair in parse_cookie(text).items(multi=True)]

    def all(self, name: str) -> list[str]:
        """Return the values of a header, in the order in which they came."""
        return [value for key, value in self.headers if key == name.lower()]

    def header(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    @cached_property
    def plain_path(self) -> str:
        return plain(self.path)


def plain(path: str) -> str:
    """Return `path` with every segment percent-encoded in one way, so that two spellings of one path are equal."""
    return "/".join(quote(unquote(segment), safe="") for segment in path.split("/"))
