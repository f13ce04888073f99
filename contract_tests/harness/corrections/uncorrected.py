"""The vendor's own text beside ours: the document without one correction, operation by operation."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, evolve, field, frozen

from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.footprint import answers_footprint, footprint, request_footprint
from vendor_spec.openapi.paths import PARAMETER, find_counterpart
from vendor_spec.overlay.correction import CorrectedDocument, without, without_dependents


@frozen
class Rival:
    """`theirs` is what `ours` is in the document `without` one correction; and in which respects the two differ."""

    correction: str
    ours: Operation
    theirs: Operation
    without: CorrectedDocument = field(repr=False)
    request_differs: bool
    answers_differ: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether theirs has another method or path; other names of path parameters do not count."""
        places = [(one.method, PARAMETER.sub("{}", one.path)) for one in (self.ours, self.theirs)]
        return places[0] != places[1]


@define
class Rivals:
    """The rivals of every operation (by its corrected label), and why a correction (by id) cannot be left out.

    `unchanging` are the corrections without which the document says the same.
    """

    by_operation: Mapping[str, list[Rival]]
    inseparable: Mapping[str, str]
    unchanging: tuple[str, ...]

    def of(self, label: str) -> list[Rival]:
        return self.by_operation.get(label, [])


def find_rivals(corrected: CorrectedDocument) -> Rivals:
    """Leave each correction out in turn."""
    by_operation: dict[str, list[Rival]] = {}
    inseparable: dict[str, str] = {}
    unchanging = []
    for correction in corrected.corrections:
        try:
            rest = without(corrected, correction.id)
        except SpecError as error:
            # What it does to paths can be told all the same; what to the rest, not apart from what builds on it.
            rest = without_dependents(corrected, correction.id)
            moved = [one for one in _rivals(corrected, rest, correction.id, correction.operations) if one.is_elsewhere]
            for rival in moved:
                by_operation.setdefault(rival.ours.label, []).append(evolve(rival, answers_differ=False))
            if not moved:
                inseparable[correction.id] = f"the other corrections do not apply without it: {error}"
            continue
        if rest.content == corrected.content:
            unchanging.append(correction.id)
            continue
        for rival in _rivals(corrected, rest, correction.id, correction.operations):
            by_operation.setdefault(rival.ours.label, []).append(rival)
    return Rivals(by_operation, inseparable, tuple(unchanging))


def _rivals(
    corrected: CorrectedDocument, rest: CorrectedDocument, correction: str, labels: Iterable[str]
) -> Iterable[Rival]:
    operations = {operation.label: operation for operation in corrected.operations}
    for label in labels:
        ours = operations[label]
        theirs = find_counterpart(ours, corrected.operations, rest.operations)
        is_same = (
            theirs is not None
            and ours.label == theirs.label
            and _same(footprint, corrected.content, ours, rest.content, theirs)
        )
        if theirs is None or is_same:
            continue
        yield Rival(
            correction,
            ours,
            theirs,
            rest,
            request_differs=not _same(request_footprint, corrected.content, ours, rest.content, theirs),
            answers_differ=not _same(answers_footprint, corrected.content, ours, rest.content, theirs),
        )


def _same(look: Any, content: Any, ours: Operation, other: Any, theirs: Operation) -> bool:
    return bool(look(content, ours) == look(other, theirs))
