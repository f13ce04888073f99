"""From the path of a request to the operation that is served there."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from attrs import field, frozen

from fake_vendor.spec.behaviour import Behaviour, Redirect
from fake_vendor.spec.request import Request, plain
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.twins import addressee


@frozen(slots=False)
class Route:
    """The path of an operation, or of a redirect in its place."""

    behaviour: Behaviour
    redirect: Redirect | None

    @property
    def path(self) -> str:
        return self.behaviour.path if self.redirect is None else self.redirect.path

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("([^/]+?)".join(re.escape(plain(part)) for part in PARAMETER.split(self.path)[::2]))

    @property
    def method(self) -> str:
        return self.behaviour.operation.method.upper()

    @property
    def rank(self) -> tuple[bool, list[bool], bool]:
        """Documented paths win over moved ones, literal segments over parameters, redirects over operations."""
        is_moved = self.redirect is None and self.path != self.behaviour.operation.request_path
        return is_moved, ["{" in segment for segment in self.path.split("/")], self.redirect is None


@frozen
class Match:
    """The route that a request takes, and the values that its path gives to the parameters.

    Where there is no `behaviour`, no operation has the path, or not by this method but by `methods`.
    """

    behaviour: Behaviour | None
    redirect: Redirect | None = None
    values: dict[str, str] = field(factory=dict)
    methods: tuple[str, ...] = ()


class Routes:
    """All paths of an API."""

    def __init__(self, behaviours: Iterable[Behaviour], content: Mapping[str, Any]) -> None:
        behaviours = list(behaviours)
        routes = (Route(behaviour, redirect) for behaviour in behaviours for redirect in (*behaviour.redirects, None))
        self._order = [behaviour.label for behaviour in behaviours]
        self._routes = sorted(routes, key=lambda route: route.rank)
        self._content = content

    def find(self, request: Request) -> Match:
        """Return the match of a request."""
        path = plain(request.path)
        there = [route for route in self._routes if route.pattern.fullmatch(path)]
        own = [route for route in there if route.method == request.method]
        if not own:
            return Match(None, methods=tuple(route.method for route in there if route.redirect is None))
        route = self._choose([route for route in own if route.rank[:-1] == own[0].rank[:-1]], request)
        match = route.pattern.fullmatch(path)
        values = zip(PARAMETER.findall(route.path), map(unquote, match.groups() if match else ()), strict=True)
        return Match(route.behaviour, route.redirect, dict(values))

    def _choose(self, routes: list[Route], request: Request) -> Route:
        """Return the route of the operation that a request is for, of several that only the query tells apart."""
        operations = {route.behaviour.label: route.behaviour.operation for route in routes}
        if len(operations) == 1:
            return routes[0]
        query = {name: request.args.getlist(name) for name in request.args}
        label = addressee(self._content, sorted(operations.values(), key=self._place), query).label
        return next(route for route in routes if route.behaviour.label == label)

    def _place(self, operation: Operation) -> int:
        return self._order.index(operation.label)

    def nearest(self, path: str) -> Behaviour:
        """Return the operation at the longest beginning of a path, whatever the method; else the first of all."""
        longest = max(route.path.count("/") for route in self._routes)
        parts = plain(path).split("/")[: longest + 1]
        for count in range(len(parts), 0, -1):
            beginning = "/".join(parts[:count])
            for route in self._routes:
                if any(map(route.pattern.fullmatch, (beginning, f"{beginning}/"))):
                    return route.behaviour
        return self._routes[0].behaviour


def fill(template: str, values: dict[str, str]) -> str:
    """Return `template` with its parameters replaced by `values`, percent-encoded."""
    return PARAMETER.sub(lambda name: quote(values.get(name[1], ""), safe=""), template)
