"""From the path of a request to the operation that answers there."""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from attrs import frozen

from fake_vendor.spec.behaviour import Conduct, Detour
from fake_vendor.spec.request import Request

_PARAMETER = re.compile(r"\{([^{}]+)\}")


@frozen
class Route:
    """One path at which one operation, or a detour in its place, answers; `names` are its path parameters in order."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    conduct: Conduct
    detour: Detour | None
    rank: tuple[int, ...]


@frozen
class Match:
    """The route that a request takes, and the values that its path gives to the parameters."""

    conduct: Conduct
    detour: Detour | None
    values: dict[str, str]


class Routes:
    """All paths of an API; literal paths win over those with parameters, documented ones over moved ones."""

    def __init__(self, conducts: Iterable[Conduct]) -> None:
        routes = []
        for conduct in conducts:
            routes += [_make_route(detour.path, conduct, detour) for detour in conduct.detours]
            routes.append(_make_route(conduct.path, conduct, None))
        self._routes = sorted(routes, key=lambda route: route.rank)

    def find(self, request: Request) -> Match | tuple[str, ...] | None:
        """Where the request leads; None for an unknown path, the methods that are known for one without this method."""
        methods = []
        for route in self._routes:
            found = route.pattern.fullmatch(request.plain_path)
            if found is None:
                continue
            method = route.conduct.operation.method.upper()
            if method == request.method:
                values = {name: unquote(text) for name, text in zip(route.names, found.groups(), strict=True)}
                return Match(route.conduct, route.detour, values)
            if route.detour is None:
                methods.append(method)
        return tuple(methods) or None


def fill(template: str, values: dict[str, str]) -> str:
    """`template` with its parameters replaced by `values`, percent-encoded."""
    return _PARAMETER.sub(lambda name: quote(values.get(name[1], ""), safe=""), template)


def _make_route(path: str, conduct: Conduct, detour: Detour | None) -> Route:
    names = tuple(_PARAMETER.findall(path))
    parts = _PARAMETER.split(path)
    quoted = [re.escape("/".join(quote(unquote(one), safe="") for one in part.split("/"))) for part in parts[::2]]
    is_moved = detour is None and path != conduct.operation.path
    open_segments = tuple(int("{" in segment) for segment in path.split("/"))
    rank = (int(is_moved), *open_segments, 0 if detour is not None else 1)
    return Route(re.compile("([^/]+?)".join(quoted)), names, conduct, detour, rank)
