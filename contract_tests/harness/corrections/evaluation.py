"""Judges the responses of a live run by both texts: with a correction, and without it."""

from collections.abc import Mapping
from typing import Any

from attrs import define, field
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.judge import Judge, make_judge
from contract_tests.harness.corrections.uncorrected import Uncorrected, UncorrectedOperations, find_uncorrected
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.kinds import counts_as_drift
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.prose.claims import PageClaims

OF_REQUESTS = ("parameter.", "auth.", "account.")  # about the request, not about the form of the response


@define
class CorrectionEvaluator:
    """Compares what the corrected document and the vendor's own text say of a response.

    Attributes:
        uncorrected: None on the mock, which is made from the corrected document.
        judge: Judges by the corrected document.
    """

    scope: Scope
    uncorrected: UncorrectedOperations
    judge: Judge
    claims: tuple[PageClaims, ...]
    _judges: dict[str, Judge] = field(factory=dict, init=False)
    _sources: dict[tuple[str, str], Any] = field(factory=dict, init=False)

    def compare(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> list[Evidence]:
        """Return what one response says for or against each correction that changes the description of responses."""
        label = case.operation.label
        others = [each for each in self.uncorrected.of(label) if each.response_differs]
        if not others or 300 <= response.status_code < 400:
            return []
        ours = self.judge.check(case, response, sent)
        by_ours = _objections(ours.findings)
        evidence = []
        for other in others:
            # A copy of the case would do, but it cannot be copied.
            own, case.operation = case.operation, self.source(other)
            try:
                theirs = self._judge(other).check(case, response, sent)
            finally:
                case.operation = own
            if ours.more or theirs.more:
                continue  # what is not looked at may decide
            by_theirs = _objections(theirs.findings)
            only_ours, only_theirs = by_ours.keys() - by_theirs.keys(), by_theirs.keys() - by_ours.keys()
            if bool(only_ours) == bool(only_theirs):
                continue  # by both texts it is fine, or by both it is wrong
            at, sign = (only_theirs, Sign.CONFIRMS) if only_theirs else (only_ours, Sign.REFUTES)
            which = "without it" if only_theirs else "with it"
            what = f"{which}, a response with status {response.status_code} would be wrong at {', '.join(sorted(at))}"
            ids = tuple(sorted(by_ours[location] for location in only_ours))
            evidence.append(Evidence(other.correction, label, sign, what, ids))
        return evidence

    def source(self, other: Uncorrected) -> Any:
        """Return the vendor's own operation, as Schemathesis has it."""
        key = (other.correction, other.corrected.label)
        if key not in self._sources:
            values = {other.vendor.label: self.scope.values[other.corrected.label]}
            schema = make_schema(other.without.content, [other.vendor], self.scope.target, values, 0)
            self._sources[key] = schema[other.vendor.path][other.vendor.method]
        return self._sources[key]

    def _judge(self, other: Uncorrected) -> Judge:
        if other.correction not in self._judges:
            self._judges[other.correction] = make_judge(other.without, self.claims, self.judge.redactor)
        return self._judges[other.correction]


def make_evaluator(scope: Scope, judge: Judge, claims: tuple[PageClaims, ...]) -> CorrectionEvaluator:
    """Return the evaluator of a run: of all corrections on a live target, of none on the mock."""
    uncorrected = find_uncorrected(scope.corrected) if scope.is_live else UncorrectedOperations()
    return CorrectionEvaluator(scope, uncorrected, judge, claims)


def _objections(findings: list[Finding]) -> dict[str, str]:
    """Return what makes a response wrong, finding ids by place: a field more, for one, does not."""
    return {
        finding.location: finding.id
        for finding in findings
        if counts_as_drift(finding.kind) and not finding.kind.startswith(OF_REQUESTS)
    }
