"""The last word on what leaves for a live target: a request passes if its operation may be sent requests."""

import re
import threading
from collections.abc import Collection
from typing import Self
from urllib.parse import unquote, urlsplit, urlunsplit

from attrs import define, field, frozen

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.target.budget import NotSent
from contract_tests.harness.target.policy import LivePolicy, Risk
from vendor_spec.openapi.document import Operation


@frozen
class Route:
    """An operation as its requests look; a path segment with a parameter in it has a group in its pattern."""

    label: str
    method: str
    risk: Risk
    segments: tuple[re.Pattern[str], ...]

    def matches(self, segments: Collection[str]) -> bool:
        """Whether a path, split and decoded, is one of this operation."""
        return len(segments) == len(self.segments) and all(
            pattern.fullmatch(segment) for pattern, segment in zip(self.segments, segments, strict=True)
        )

    def values(self, segments: Collection[str]) -> tuple[str, ...]:
        """Return the values of the parameters in a path, split and decoded, that may have a slash more or less."""
        matches = (pattern.fullmatch(segment) for pattern, segment in zip(self.segments, segments, strict=False))
        return tuple(value for match in matches if match for value in match.groups())


@define
class LiveGate:
    """Knows all operations of the document, below the path of the target's base URL. Safe from threads."""

    base_path: str
    routes: tuple[Route, ...]
    _billed: set[str] = field(factory=set, init=False)
    _has_control: bool = field(default=False, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    @classmethod
    def make(cls, base_url: str, operations: Collection[Operation], policy: LivePolicy) -> Self:
        """The gate of a run."""
        routes = tuple(
            Route(each.label, each.method.upper(), policy.entries[each.label].risk, _compile(each.request_path))
            for each in operations
        )
        return cls(urlsplit(base_url).path.rstrip("/"), routes)

    def admit(self, method: str, url: str) -> None:
        """Return if the request may be sent now; it counts as sent. Raises NotSent, saying why."""
        route = self.route(method, url)
        if route is None:
            raise NotSent(SkipCode.POLICY, f"{method.upper()} is not documented for this path")
        if route.risk is Risk.FORBIDDEN:
            raise NotSent(SkipCode.POLICY, f"live_policy.yaml does not allow {route.label}")
        if route.risk is Risk.BILLABLE:
            with self._lock:
                if route.label in self._billed:
                    raise NotSent(SkipCode.POLICY, f"{route.label} is billable, and sent only once")
                self._billed.add(route.label)

    def admit_control(self, url: str) -> None:
        """Return if a GET of a path that no operation has may be sent: one a run, below an operation that is `read`.

        Raises NotSent, saying why.
        """
        parts = urlsplit(url)
        above = parts._replace(path=parts.path.rstrip("/").rpartition("/")[0])
        route = self.route("GET", urlunsplit(above))
        if route is None or route.risk is not Risk.READ or any(self.route(each.method, url) for each in self.routes):
            raise NotSent(SkipCode.POLICY, "no path can be made up that the document does not have")
        with self._lock:
            if self._has_control:
                raise NotSent(SkipCode.POLICY, "only one path that the document does not have is tried in a run")
            self._has_control = True

    def may_repeat(self, method: str, url: str) -> bool:
        """Whether the same request may be sent a second time."""
        route = self.route(method, url)
        return route is not None and route.risk in (Risk.READ, Risk.REVERSIBLE)

    def route(self, method: str, url: str) -> Route | None:
        """The operation that a request is to; the same path with a slash more or less counts when no other has it."""
        segments = self.split(url)
        if not segments:
            return None
        other = segments[:-1] if segments[-1] == "" else [*segments, ""]
        for way in (segments, other):
            matches = [route for route in self.routes if route.matches(way)]
            # A path belongs to the most concrete template, whatever its methods; of two alike the strictest counts.
            most = min(map(_parameters, matches), default=())
            own = [route for route in matches if _parameters(route) == most and route.method == method.upper()]
            if own:
                return max(own, key=lambda route: tuple(Risk).index(route.risk))
        return None

    def split(self, url: str) -> list[str]:
        """Return the decoded segments of a path below the base URL's; none for one that is not below it."""
        path = urlsplit(url).path
        below = path.removeprefix(self.base_path)
        return list(map(unquote, below.split("/"))) if path.startswith(f"{self.base_path}/") else []


def _parameters(route: Route) -> tuple[bool, ...]:
    return tuple(segment.groups > 0 for segment in route.segments)


def _compile(path: str) -> tuple[re.Pattern[str], ...]:
    split = [re.split(r"(\{[^}]*\})", segment) for segment in path.split("/")]
    return tuple(
        re.compile("".join("(.+)" if "{" in part else re.escape(unquote(part)) for part in parts), re.DOTALL)
        for parts in split
    )
