"""The vendor's own text beside ours: the document without one correction, operation by operation."""

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER, find_counterpart, other_slash
from vendor_spec.overlay.actions import Correction
from vendor_spec.overlay.correction import CorrectedDocument, without, without_dependents
from vendor_spec.overlay.footprint import footprint, request_footprint, response_footprint


@frozen
class Uncorrected:
    """What one operation is without one correction.

    Attributes:
        correction: The id of the correction.
        corrected: The operation with it.
        vendor: The operation without it, in the document `without`.
        request_differs: Whether the two want other requests.
        response_differs: Whether the two describe other responses.
    """

    correction: str
    corrected: Operation
    vendor: Operation
    without: CorrectedDocument = field(repr=False)
    request_differs: bool
    response_differs: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether the vendor has another method or path; other names of path parameters do not count."""
        places = [(each.method, PARAMETER.sub("{}", each.request_path)) for each in (self.corrected, self.vendor)]
        return places[0] != places[1]

    @property
    def differs_by_slash(self) -> bool:
        """Whether the correction moves the operation to the path with the other slash."""
        ours, theirs = self.corrected, self.vendor
        return (ours.method, other_slash(ours.request_path)) == (theirs.method, theirs.request_path)


@frozen
class UncorrectedOperations:
    """Every operation without every correction of it, by its corrected label.

    Attributes:
        inseparable: Why a correction (by id) cannot be left out.
        unchanging: The corrections without which the document says the same.
    """

    by_label: Mapping[str, list[Uncorrected]] = field(factory=dict)
    inseparable: Mapping[str, str] = field(factory=dict)
    unchanging: tuple[str, ...] = ()

    def of(self, label: str) -> list[Uncorrected]:
        return self.by_label.get(label, [])


def find_uncorrected(corrected: CorrectedDocument) -> UncorrectedOperations:
    """Leave each correction out in turn."""
    by_label: dict[str, list[Uncorrected]] = {}
    inseparable: dict[str, str] = {}
    unchanging = []
    for correction in corrected.corrections:
        try:
            rest = without(corrected, correction.id)
            operations = list(_compare(corrected, rest, correction))
            if rest.content == corrected.content:
                unchanging.append(correction.id)
        except SpecError as error:
            # Its effect on paths can be separated nonetheless; the rest of its effect not from what builds on it.
            rest = without_dependents(corrected, correction.id)
            compared = _compare(corrected, rest, correction)
            operations = [evolve(each, response_differs=False) for each in compared if each.is_elsewhere]
            if not operations:
                inseparable[correction.id] = f"the other corrections do not apply without it: {error}"
        for each in operations:
            by_label.setdefault(each.corrected.label, []).append(each)
    return UncorrectedOperations(by_label, inseparable, tuple(unchanging))


def _compare(corrected: CorrectedDocument, rest: CorrectedDocument, correction: Correction) -> Iterator[Uncorrected]:
    looks = (footprint, request_footprint, response_footprint)
    for operation in corrected.operations:
        if operation.label not in correction.operations:
            continue
        vendor = find_counterpart(operation, corrected.operations, rest.operations)
        if vendor is not None:
            whole, *parts = (look(corrected.content, operation) != look(rest.content, vendor) for look in looks)
            if whole or operation.label != vendor.label:
                yield Uncorrected(correction.id, operation, vendor, rest, *parts)
