"""Keeps, while a live run lasts, what is needed to weigh an answer by both texts."""

import contextlib
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from attrs import define, field
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.judge import Checker, make_checker
from contract_tests.harness.corrections.uncorrected import Rival, Rivals, find_rivals
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.kinds import counts_as_drift
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.cases import make_schema
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims

OF_REQUESTS = ("parameter.", "auth.", "account.")  # found in what a request was answered, not in how


@define
class Trial:
    """`rivals` are none on the mock, which is made from the corrected document. `own_status` is what a valid request
    to each operation was answered; `checker` judges by the corrected document.
    """

    rivals: Rivals
    checker: Checker
    claims: tuple[PageClaims, ...]
    target: Target
    values: Mapping[str, Mapping[str, str]]
    own_status: dict[str, int] = field(factory=dict, init=False)
    _checkers: dict[str, Checker] = field(factory=dict, init=False)
    _sources: dict[tuple[str, str], Any] = field(factory=dict, init=False)

    def weigh(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> list[Evidence]:
        """What one answer says for or against each correction that changes the description of the answers."""
        label = case.operation.label
        rivals = [rival for rival in self.rivals.of(label) if rival.answers_differ]
        if not rivals or 300 <= response.status_code < 400:
            return []
        ours = _objections(self.checker.check(case, response, sent))
        found = []
        for rival in rivals:
            with _as_case_of(case, self.source(rival)):
                theirs = _objections(self._checker(rival).check(case, response, sent))
            only_ours, only_theirs = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
            if bool(only_ours) == bool(only_theirs):
                continue  # by both texts it is fine, or by both it is wrong
            at, sign = (only_theirs, Sign.CONFIRMS) if only_theirs else (only_ours, Sign.REFUTES)
            which = "without it" if only_theirs else "with it"
            what = f"{which}, an answer with status {response.status_code} would be wrong at {', '.join(sorted(at))}"
            ids = tuple(sorted(ours[location] for location in only_ours))
            found.append(Evidence(rival.correction, label, sign, what, ids))
        return found

    def _checker(self, rival: Rival) -> Checker:
        if rival.correction not in self._checkers:
            self._checkers[rival.correction] = make_checker(rival.without, self.claims, self.checker.scribe)
        return self._checkers[rival.correction]

    def source(self, rival: Rival) -> Any:
        """The vendor's own operation, as Schemathesis has it."""
        key = (rival.correction, rival.ours.label)
        if key not in self._sources:
            values = {rival.theirs.label: self.values[rival.ours.label]}
            schema = make_schema(rival.without.content, [rival.theirs], self.target, values, 0)
            self._sources[key] = schema[rival.theirs.path][rival.theirs.method]
        return self._sources[key]


def make_trial(
    checker: Checker,
    corrected: CorrectedDocument,
    claims: Iterable[PageClaims],
    target: Target,
    values: Mapping[str, Mapping[str, str]],
) -> Trial:
    """The trial of a run: of all corrections on a live target, of none on the mock."""
    rivals = find_rivals(corrected) if target.kind is Kind.LIVE else Rivals({}, {}, ())
    return Trial(rivals, checker, tuple(claims), target, values)


@contextlib.contextmanager
def _as_case_of(case: Case[Any], source: Any) -> Generator[None]:
    # A copy would do, but a Case cannot be copied.
    own, case.operation = case.operation, source
    try:
        yield
    finally:
        case.operation = own


def _objections(findings: list[Finding]) -> dict[str, str]:
    """What makes an answer wrong, by its place: a field more, for one, does not."""
    return {
        one.location: one.id for one in findings if counts_as_drift(one.kind) and not one.kind.startswith(OF_REQUESTS)
    }
