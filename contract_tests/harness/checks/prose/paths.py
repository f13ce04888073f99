"""The requests that a page shows: which are of its operation, and how their method, path and server differ from it."""

from bisect import bisect
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from contract_tests.harness.checks.observation import Observation
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.paths import PARAMETER, describe_path, spell_path
from vendor_spec.prose.binding import is_elsewhere, origins, relative_path
from vendor_spec.prose.claims import PageClaims, RequestClaim

KIND = "prose.path"
_OF_ANOTHER = {"method", "path"}


@frozen
class Split:
    """A page without what it says of other operations than its own, and that by the label of each undocumented one."""

    own: PageClaims
    undocumented: dict[str, PageClaims]


def split_page(content: Mapping[str, Any], operation: Operation, page: PageClaims) -> Split:
    """Return what a page says of its operation, and of others that it shows requests of.

    What stands below a request of another operation, up to the end of the section or to the next own request, is about
    that one. The first request is the page's own, whatever it looks like.
    """
    known = [claim for claim in page.requests if not _is_of_another_api(content, operation, claim)]
    exact = [claim for claim in known if not _differences(content, operation, claim)]
    others = [other for other in iter_operations(dict(content)) if other.label != operation.label]
    candidates = [
        claim for claim in known if claim in exact or not (exact and _is_one_of(content, others, claim, exactly=True))
    ]
    own = [claim for claim in candidates if _is_own(content, operation, claim, candidates[0])]
    undocumented: dict[str, list[RequestClaim]] = {}
    for claim in candidates:
        if claim not in own and not _is_one_of(content, others, claim, exactly=False):
            undocumented.setdefault(_label(content, operation, claim), []).append(claim)
    spans = _Spans.of(page.requests, own)
    return Split(
        evolve(spans.part(page, None), requests=tuple(own)),
        {
            label: evolve(spans.part(page, claims), operation=label, requests=tuple(claims), block=())
            for label, claims in undocumented.items()
            if label
        },
    )


def compare_path(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> Iterator[Observation]:
    """Yield where a shown request has another method, path (slash, case, version, parameter names) or server."""
    for part, expected, observed in _differences(content, operation, claim):
        yield Observation(KIND, part, expected, observed)
    if is_elsewhere(content, claim.server, operation):
        yield Observation(KIND, "server", ", ".join(origins(content, operation)), claim.server)


@frozen
class _Spans:
    """Which request each line of a page belongs to: None for what is not below one of another operation."""

    starts: list[int]
    ends: list[int]
    requests: list[RequestClaim | None]

    @classmethod
    def of(cls, claims: Collection[RequestClaim], own: list[RequestClaim]) -> "_Spans":
        ordered = sorted(claims, key=lambda claim: claim.line)
        return cls(
            [claim.line for claim in ordered],
            [claim.until for claim in ordered],
            [None if claim in own else claim for claim in ordered],
        )

    def owner(self, line: int) -> RequestClaim | None:
        at = bisect(self.starts, line) - 1
        return self.requests[at] if at >= 0 and line <= self.ends[at] else None

    def part(self, page: PageClaims, owners: list[RequestClaim] | None) -> PageClaims:
        """Return the page without what belongs to others than `owners`; None for the operation of the page."""

        def is_theirs(line: int) -> bool:
            owner = self.owner(line)
            return owner is None if owners is None else owner in owners

        return evolve(
            page,
            fields=tuple(claim for claim in page.fields if is_theirs(claim.line)),
            examples=tuple(claim for claim in page.examples if is_theirs(claim.line)),
            statuses=tuple(claim for claim in page.statuses if is_theirs(claim.line)),
            credentials=tuple(claim for claim in page.credentials if is_theirs(claim.line)),
        )


def _is_own(content: Mapping[str, Any], operation: Operation, claim: RequestClaim, first: RequestClaim) -> bool:
    parts = {part for part, *_ in _differences(content, operation, claim)}
    is_like_first = claim.method == first.method and not any(
        part == "path" for part, *_ in describe_path(spell_path(first.path) or first.path, claim.path)
    )
    return parts.isdisjoint(_OF_ANOTHER) or is_like_first


def _is_one_of(
    content: Mapping[str, Any], others: Collection[Operation], claim: RequestClaim, *, exactly: bool
) -> bool:
    differences = ({part for part, *_ in _differences(content, other, claim)} for other in others)
    return any(not parts if exactly else parts.isdisjoint({*_OF_ANOTHER, "path.version"}) for parts in differences)


def _is_of_another_api(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> bool:
    has_other_path = any(part == "path" for part, *_ in _differences(content, operation, claim))
    return has_other_path and is_elsewhere(content, claim.server)


def _label(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> str:
    """Return what the operation of a shown request would be called; where it begins as ours does, with our names."""
    path = spell_path(relative_path(content, operation, claim.path))
    segments, documented = path.split("/"), operation.path.split("/")
    for index, (shown, ours) in enumerate(zip(segments, documented, strict=False)):
        if PARAMETER.fullmatch(ours):
            segments[index] = ours
        elif shown != ours:
            break
    return f"{claim.method} {'/'.join(segments)}" if path else ""


def _differences(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> list[tuple[str, str, str]]:
    method = operation.method.upper()
    differences = [] if claim.method == method else [("method", method, claim.method)]
    return [*differences, *describe_path(operation.request_path, relative_path(content, operation, claim.path))]
