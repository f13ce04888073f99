"""The order of the probes: what the others depend on first, what costs many requests last; and each probe's place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from attrs import define, evolve, frozen

from contract_tests.harness.target.policy import REFUSALS, VALID_REQUEST, WRITTEN

MOST_PARTS = 10  # of the coverage cases of one operation; the last has all that the others leave
COVERAGE = "conformance_coverage"
ORDER = (
    VALID_REQUEST,  # the other probes depend on it, but for REFUSALS where it acts
    "the_path_ends_as_documented",
    "corrections_are_needed",
    "the_prose_agrees",
    "credentials_are_required",
    "each_alternative_opens",
    "accounts_are_isolated",
    "parameters_are_what_the_document_says",
    "an_unknown_id_is_not_there",
    "lists_are_what_they_say",
    "defaults_are_as_documented",
    WRITTEN,
    "generated_client",
    "generated_async_client",
    "conformance_examples",
    *(f"{COVERAGE}{f'_{part}' if part > 1 else ''}" for part in range(1, MOST_PARTS + 1)),
    "conformance_fuzzing",
    "it_succeeds_each_time",
)
# Requests that a probe sends at most, as a rule; it counts until one of its kind was sent.
USUAL_COST = {
    VALID_REQUEST: 1,
    "the_path_ends_as_documented": 1,
    "corrections_are_needed": 2,
    "the_prose_agrees": 0,
    "each_alternative_opens": 1,
    "accounts_are_isolated": 2,
    "an_unknown_id_is_not_there": 3,
    "lists_are_what_they_say": 12,
    "defaults_are_as_documented": 2,
    WRITTEN: 3,
    "generated_client": 1,
}
MOST_USUAL = 6


def is_later_part(name: str) -> bool:
    """Return whether a probe is a part of the coverage cases that only some operations have."""
    return name.startswith(f"{COVERAGE}_")


@frozen
class Probe:
    """A probe of one operation, by the operation's label."""

    label: str
    name: str


@frozen
class Rotation:
    """The order of a night: what the budget of one night leaves out comes first in the next.

    Attributes:
        labels: All operations of the document, in its order; with the names of probes they give each probe its place.
        turn: The place at which the night begins.
        first: The probes that come before all others: those behind open findings.
        acting: The operations whose valid request changes something: what has to be refused comes before it.
        budget: Requests; None means that all are sent, so that nothing has to turn.
    """

    labels: Sequence[str]
    turn: int = 0
    first: Collection[Probe] = ()
    budget: int | None = None
    acting: Collection[str] = ()

    @cached_property
    def _places(self) -> dict[str, int]:
        return {label: place for place, label in enumerate(self.labels)}

    @property
    def size(self) -> int:
        """How many places there are."""
        return max(1, len(ORDER) * len(self.labels))

    def distance(self, probe: Probe) -> int:
        """Return how many places a probe is behind the one at which the night begins."""
        name = ORDER.index(probe.name if probe.name in ORDER else "generated_client")
        if probe.name in (VALID_REQUEST, WRITTEN) and self._deletes(probe.label):
            name = len(ORDER) - 1  # what it deletes is gone for everybody
        place = name * len(self.labels) + self._places[probe.label]
        return (place - self.turn) % self.size

    def arrange(self, probes: Iterable[Probe]) -> list[Probe]:
        """Return the probes in the order in which they are sent, the valid request of an operation before its others.

        Where that acts, what has to be refused comes before it; where it deletes, so does all else. While half of the
        budget is enough for them, the other valid requests come before the rest.
        """
        known = set(probes)
        is_cheap = self.budget is None or 2 * sum(probe.name == VALID_REQUEST for probe in known) <= self.budget

        def rank(probe: Probe) -> tuple[int, int]:
            is_first = probe in self.first
            is_valid = is_cheap and probe.name == VALID_REQUEST and not self._deletes(probe.label)
            return 0 if is_first else 1 if is_valid else 2, self.distance(probe)

        ordered = sorted(known, key=rank)
        return list(dict.fromkeys(each for probe in ordered for each in (*self._before(probe), probe) if each in known))

    def _before(self, probe: Probe) -> list[Probe]:
        """Return what comes before a probe of the same operation."""
        names: tuple[str, ...] = (VALID_REQUEST,)
        if probe.label in self.acting:
            is_valid = probe.name == VALID_REQUEST
            is_free = probe.name in REFUSALS or (self._deletes(probe.label) and probe.name != WRITTEN)
            names = REFUSALS if is_valid else () if is_free else (*REFUSALS, VALID_REQUEST)
        return [Probe(probe.label, name) for name in names]

    def _deletes(self, label: str) -> bool:
        return label in self.acting and label.startswith("DELETE ")

    def next_turn(self, probes: Iterable[Probe], left: Collection[Probe], lost: Collection[Probe] = ()) -> int:
        """Return the turn at which the next night begins: at the first probe that the budget has `left`, or trouble has
        `lost`. The number is not reduced to the number of places.

        The budget that leaves the one at which the night began is too small for it, and would leave it every night: so
        that one is passed over.
        """
        distances = {probe: self.distance(probe) for probe in probes}
        first = min(distances.values(), default=0)
        passed = {distances[probe] for probe in left if distances[probe] > first}
        return self.turn + min(passed | {distances[probe] for probe in lost}, default=self.size)


@define
class Round:
    """A full round of all probes, night by night, as far as what each costs is known.

    Attributes:
        costs: How many requests a probe sends.
    """

    rotation: Rotation
    costs: Mapping[Probe, int]

    def cost(self, probe: Probe) -> int:
        """Return how many requests a probe sends; of one that is not known, as many as its like at most."""
        if probe in self.costs:
            return self.costs[probe]
        alike = [cost for known, cost in self.costs.items() if known.name == probe.name]
        return max(alike, default=USUAL_COST.get(probe.name, MOST_USUAL))

    def nights(self, probes: Collection[Probe]) -> int:
        """Return how many nights it takes until each probe has had its turn."""
        rotation, budget = self.rotation, self.rotation.budget
        costs = {probe: self.cost(probe) for probe in probes}
        if budget is None or sum(costs.values()) <= budget:
            return 1
        turn, end, nights = rotation.turn, rotation.turn + rotation.size, 0
        while turn < end:
            tonight = evolve(rotation, turn=turn)
            sums = accumulate(map(costs.__getitem__, arranged := tonight.arrange(probes)))
            left = [probe for probe, total in zip(arranged, sums, strict=True) if total > budget]
            turn, nights = tonight.next_turn(probes, left), nights + 1
        return nights
