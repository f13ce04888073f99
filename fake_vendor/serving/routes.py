"""From the path of a request to the operation that is served there."""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from attrs import frozen

from fake_vendor.spec.behaviour import Behaviour, Redirect
from fake_vendor.spec.request import Request, plain
from vendor_spec.openapi.paths import PARAMETER


@frozen
class Route:
    """One path of an operation, or of a redirect in its place; `names` are its path parameters in order."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    behaviour: Behaviour
    redirect: Redirect | None
    rank: tuple[int, ...]


@frozen
class Match:
    """The route that a request takes, and the values that its path gives to the parameters."""

    behaviour: Behaviour
    redirect: Redirect | None
    values: dict[str, str]


class Routes:
    """All paths of an API; literal paths win over those with parameters, documented ones over moved ones."""

    def __init__(self, behaviours: Iterable[Behaviour]) -> None:
        routes = []
        for behaviour in behaviours:
            routes += [_make_route(redirect.path, behaviour, redirect) for redirect in behaviour.redirects]
            routes.append(_make_route(behaviour.path, behaviour, None))
        self._routes = sorted(routes, key=lambda route: route.rank)

    def find(self, request: Request) -> Match | tuple[str, ...] | None:
        """Return the match of a request; None for an unknown path, the methods of a path that lacks this method."""
        methods = []
        for route in self._routes:
            match = route.pattern.fullmatch(request.plain_path)
            if match is None:
                continue
            method = route.behaviour.operation.method.upper()
            if method == request.method:
                values = {name: unquote(text) for name, text in zip(route.names, match.groups(), strict=True)}
                return Match(route.behaviour, route.redirect, values)
            if route.redirect is None:
                methods.append(method)
        return tuple(methods) or None


def fill(template: str, values: dict[str, str]) -> str:
    """Return `template` with its parameters replaced by `values`, percent-encoded."""
    return PARAMETER.sub(lambda name: quote(values.get(name[1], ""), safe=""), template)


def _make_route(path: str, behaviour: Behaviour, redirect: Redirect | None) -> Route:
    names = tuple(PARAMETER.findall(path))
    parts = PARAMETER.split(path)
    quoted = [re.escape(plain(part)) for part in parts[::2]]
    is_moved = redirect is None and path != behaviour.operation.path
    open_segments = tuple(int("{" in segment) for segment in path.split("/"))
    rank = (int(is_moved), *open_segments, 0 if redirect is not None else 1)
    return Route(re.compile("([^/]+?)".join(quoted)), names, behaviour, redirect, rank)
