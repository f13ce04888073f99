"""Which probes came to a result, and why the others did not: left out (coverage), or lost (trouble)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from attrs import field, frozen

from contract_tests.harness.findings.result import Result, Skip, SkipCode
from contract_tests.harness.target.policy import VALID_REQUEST

LEFT_OUT_BY = {
    SkipCode.BUDGET: "budget",
    SkipCode.POLICY: "policy",
    SkipCode.NO_VALUE: "value",
    SkipCode.NO_CREDENTIALS: "value",
    SkipCode.NOT_THERE: "value",
    SkipCode.REFUSED: "value",
    SkipCode.MADE_UP: "value",
}
FOR_ANOTHER_NIGHT = Skip(SkipCode.BUDGET, "the budget leaves it for another night")
MOST_NAMED = 3


@frozen
class Coverage:
    """How many probes there are, how many came to a result, and what left the others out.

    Attributes:
        left_out: Numbers by `budget`, `policy`, `value` (one that is missing) and `other`.
        successes: Of how many operations a success was seen.
        nights: How many nights a full round of all probes takes with the budget of this run.
    """

    probes: int
    answered: int
    left_out: Mapping[str, int] = field(factory=dict)
    successes: int = 0
    nights: int = 1


@frozen
class Trouble:
    """What kept probes from a result, since when (`the target stopped answering after request 66`), and how many."""

    reason: str
    lost: int


@frozen
class Gap:
    """Why a probe came to no result, or not to its end.

    Attributes:
        reason: For people.
        code: For programs; None if there is no code for it.
        left_out_by: Which number of the coverage counts it; empty if it was lost to trouble.
    """

    reason: str
    code: SkipCode | None = None
    left_out_by: str = ""

    @classmethod
    def of(cls, skip: Skip) -> "Gap":
        """Return the gap that a skip leaves."""
        by = "" if skip.code.is_trouble else LEFT_OUT_BY.get(skip.code, "other")
        return cls(skip.detail if skip.code.is_trouble else str(skip), skip.code, by)

    @property
    def is_lost(self) -> bool:
        """Whether trouble kept the probe from a result."""
        return not self.left_out_by


Gaps = dict[str, dict[str, Gap | None]]  # by the operation's label and the probe's name; None: it came to a result


def find_gaps(
    records: Iterable[Result], planned: Mapping[str, Collection[str]], skips: Mapping[str, Skip], ended_early: str = ""
) -> Gaps:
    """Return every probe that was planned or has a record, and why it came to no result.

    `skips` says to which operations nothing is sent. Records that are no operation's are no probes.
    """
    gaps: Gaps = {}
    for label, probes in planned.items():
        unsent = Gap(ended_early) if ended_early else Gap.of(FOR_ANOTHER_NIGHT)
        gaps[label] = dict.fromkeys(probes, Gap.of(skips[label]) if label in skips else unsent)
    by_probe: dict[tuple[str, str], list[Result]] = {}
    for record in records:
        if record.operation:
            by_probe.setdefault((record.operation, record.question), []).append(record)
    for (label, probe), own in by_probe.items():
        gaps.setdefault(label, {})[probe] = _gap(own)
    return {label: _share_the_cause(probes) for label, probes in gaps.items()}


def _gap(records: Collection[Result]) -> Gap | None:
    trouble = Counter(skip for record in records for skip in record.skips if skip.code.is_trouble)
    if trouble:
        return Gap.of(trouble.most_common(1)[0][0])
    if skip := next((record.skip for record in records if record.skip), None):
        return Gap.of(skip)
    if any(record.faults for record in records):
        return Gap("the check itself failed", left_out_by="other")
    return None


def _share_the_cause(probes: dict[str, Gap | None]) -> dict[str, Gap | None]:
    """What closed an operation is why nothing else was sent to it."""
    cause = probes.get(VALID_REQUEST)
    return {
        probe: cause if gap is not None and gap.code is SkipCode.CLOSED and cause is not None else gap
        for probe, gap in probes.items()
    }


def name_trouble(gaps: Gaps, sentence: str = "", ended_early: str = "") -> tuple[Gaps, tuple[Trouble, ...]]:
    """Return the gaps, those of lost probes with the reason that their trouble has in the report, and all trouble.

    `sentence` is what the run says of the trouble that took most; `ended_early` is trouble even if it took nothing.
    """

    def kind(gap: Gap) -> SkipCode | None:
        return None if gap.code is SkipCode.TIME_LIMIT and ended_early else gap.code

    lost = [gap for gap in chain.from_iterable(probes.values() for probes in gaps.values()) if gap and gap.is_lost]
    numbers = Counter(map(kind, lost))
    reasons = {code: _list(gap.reason for gap in lost if kind(gap) is code) for code in numbers}
    if main := next((code for code, _ in numbers.most_common() if code is not None), None):
        reasons[main] = sentence or reasons[main]
    if ended_early:
        reasons[None] = ended_early
    named: Gaps = {
        label: {
            probe: Gap(reasons[kind(gap)], gap.code) if gap and gap.is_lost else gap for probe, gap in probes.items()
        }
        for label, probes in gaps.items()
    }
    trouble = [Trouble(reason, numbers[code]) for code, reason in reasons.items()]
    if sentence and main is None:
        trouble.append(Trouble(sentence, 0))
    return named, tuple(sorted(trouble, key=lambda each: -each.lost))


def measure(gaps: Gaps, successes: int, nights: int) -> Coverage:
    """Return how many probes came to a result, and what left the others out.

    `successes` is of how many operations a success was seen, `nights` how many nights a full round takes.
    """
    probes = [gap for own in gaps.values() for gap in own.values()]
    left_out = Counter(gap.left_out_by for gap in probes if gap and not gap.is_lost)
    return Coverage(len(probes), probes.count(None), dict(sorted(left_out.items())), successes, nights)


def add_coverage(shards: Iterable[Coverage]) -> Coverage | None:
    """Return the sum of what the shards covered, None without any; a round is as long as the longest of theirs."""
    known = list(shards)
    if not known:
        return None
    return Coverage(
        sum(each.probes for each in known),
        sum(each.answered for each in known),
        dict(sorted(sum((Counter(each.left_out) for each in known), Counter[str]()).items())),
        sum(each.successes for each in known),
        max(each.nights for each in known),
    )


def _list(reasons: Iterable[str]) -> str:
    shown = [reason for reason, _ in Counter(reasons).most_common()]
    more = f" and {len(shown) - MOST_NAMED} other reasons" if len(shown) > MOST_NAMED else ""
    return ", ".join(shown[:MOST_NAMED]) + more
