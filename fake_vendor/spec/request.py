"""One HTTP request, as it came in."""

from collections.abc import Iterable
from urllib.parse import quote, unquote

from werkzeug.datastructures import Headers, MultiDict
from werkzeug.sansio.request import Request as ParsedRequest


class Request(ParsedRequest):
    """One HTTP request, parsed by werkzeug but for its path, which stays as it was sent; `body` is bytes."""

    def __init__(self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> None:
        path, _, query = target.partition("?")
        if "://" in path[:8]:  # a proxy's form of the request line
            path = "/" + path.split("://", 1)[1].partition("/")[2]
        super().__init__(method, "http", None, "", path, query.encode(), Headers(list(headers)), None)
        self.path = path
        self.body = body

    def texts(self, location: str, name: str) -> list[str]:
        """Return every value of a name in the headers, the query or the cookies, in the order in which they came."""
        parts: dict[str, Headers | MultiDict[str, str]] = {"header": self.headers, "query": self.args}
        return parts.get(location, self.cookies).getlist(name)


def plain(path: str) -> str:
    """Return `path` with every segment percent-encoded in one way, so that two spellings of one path are equal."""
    return "/".join(quote(unquote(segment), safe="") for segment in path.split("/"))
