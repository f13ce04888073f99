"""One test item: one probe of one operation, and the only writer of its result."""

import contextlib
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import requests
from attrs import define, evolve
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.judge import Judge
from contract_tests.harness.checks.strict_json import undecodable
from contract_tests.harness.corrections.evaluation import CorrectionEvaluator
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.har import har_entry
from contract_tests.harness.findings.pointers import documented_fields, iter_values, json_type, parse_body, seen_fields
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result, Skip, SkipCode
from contract_tests.harness.probes.proof import GONE, find_change
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.target.bounded_response import UnusableResponse
from contract_tests.harness.target.budget import REFUSED, TOO_MANY, TRANSIENT, NotSent
from contract_tests.harness.target.mock.limits import REQUEST_REFUSED, BeyondMock
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.valid_requests.credentials import credentials_for
from contract_tests.harness.valid_requests.samples import Samples, request_arguments
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import documented_statuses, success_statuses
from vendor_spec.openapi.twins import addressee
from vendor_spec.project import OWN

T = TypeVar("T")
MOST_FIELDS = 1000  # that one response may add
MOST_UNANSWERED = 2  # requests to one operation that the mock may leave without a response: each costs seconds


@define
class Item:
    """Sends requests for one operation, and keeps in `result` what their responses show."""

    operation: Operation
    state: OperationState
    scope: Scope
    sender: Sender
    samples: Samples
    judge: Judge
    evaluator: CorrectionEvaluator
    redactor: Redactor
    result: Result

    @property
    def label(self) -> str:
        return self.operation.label

    def skip(self, code: SkipCode, detail: str) -> None:
        """Keep that something was not sent, or sent in vain."""
        self.result.skips.append(Skip(code, detail))

    def is_closed(self, *, by_policy_only: bool = False) -> bool:
        """Return whether the probe is not sent, and keep why: the policy forbids it, or (unless `by_policy_only`) the
        valid request did not succeed, so that every other response would only show the same once more."""
        risk = self.scope.risk(self.label)
        if self.state.closed is not None and not by_policy_only:
            self.result.skips = [self.state.closed]
        elif not risk.allows(self.result.question):
            self.skip(SkipCode.POLICY, f"live_policy.yaml calls the operation {risk}")
        else:
            return False
        return True

    def find_case(self) -> Case[Any] | None:
        """Return a request that has to succeed; None, with the fault kept, when none can be made."""
        case = self.samples.of(self.operation)
        if case is None:
            why = f"no values that it allows were found, so correct it in {OWN.overlay.name}"
            self.result.faults.append(f"no valid request to {self.label} can be made from the document: {why}")
        return case

    def is_for_twin(self, query: Mapping[str, Any]) -> bool:
        """Return whether the API takes a request with this query for another operation at the same path; keep it then,
        since it is not sent: its response would say nothing of this one."""
        twins = self.scope.twins.get(self.label) if self.scope.is_live else None
        if twins is None:
            return False
        texts = {name: list(map(str, value if isinstance(value, list) else [value])) for name, value in query.items()}
        other = addressee(self.scope.content, twins, texts)
        if other.label != self.label:
            self.result.notes.append(f"requests for {other.label}, at the same path, were not sent for {self.label}")
        return other.label != self.label

    def send(self, call: Callable[[], T], case: Case[Any]) -> T | None:
        """Return what `call` returns, which sends a request for `case`; None, with the reason kept, if nothing came."""
        self.sender.transport.refused_for_now.clear()
        try:
            return self.sender.send(call, on_return=lambda: self.note_restart(case))
        except (NotSent, requests.RequestException) as error:
            self.keep_error(error, case)
            return None

    def note_restart(self, case: Case[Any]) -> None:
        """Keep that the mock died, and responded to `case` when it was back."""
        self.result.notes.append(f"the mock died and was restarted; then it took {self._curl(case)}")

    def keep_error(self, error: Exception, case: Case[Any]) -> None:
        """Keep that a case got no response: a fault of ours on the mock, inconclusive on a live target."""
        what = "time-out" if isinstance(error, (requests.Timeout, TimeoutError)) else "no connection"
        what = str(error) if isinstance(error, UnusableResponse) else what
        if isinstance(error, BeyondMock):
            self.result.limits[error.limit] += 1
        if isinstance(error, NotSent):
            self.result.skips.append(error.skip)
        elif isinstance(error, requests.exceptions.ContentDecodingError):
            self.result.add([undecodable(self.operation, self._curl(case))])
        elif self.scope.is_live:
            self.skip(SkipCode.NO_ANSWER, what)
        else:
            self.result.faults.append(f"the mock gives no response ({what}) to {self._curl(case)}")
            self.state.unanswered += 1
            if self.state.unanswered >= MOST_UNANSWERED:
                self.state.closed = Skip(SkipCode.MOCK_DOWN, "the mock gave no response to other requests")

    def see(self, status: int, content: bytes, *, expected: Collection[int] = ()) -> bool:
        """Keep what a response shows by itself; False when it says nothing of the contract.

        That is so for 429, 502, 503 and 504, for a refusal if the credentials have stopped working, and for a resource
        that has gone. `expected` are the statuses with which the request is to be refused.
        """
        self.result.statuses[status] += 1
        if self.scope.is_live and status in TRANSIENT:
            self.skip(SkipCode.TRANSIENT, f"status {status}")
            return False
        if self.scope.is_live and status in (*REFUSED, *GONE) and status not in expected and self._has_changed(status):
            return False
        if 200 <= status < 300:
            self.result.success_seen = True
            with contextlib.suppress(ValueError):
                fields = seen_fields(parse_body(content))
                if len(fields) > MOST_FIELDS:
                    fields &= documented_fields(self.scope.content, self.operation)
                self.result.fields |= fields
        return True

    def _has_changed(self, status: int) -> bool:
        """Return whether credentials or resource, which were there, have gone; looked at once an item and status."""
        if (self.result.question, status) in self.state.refusals:
            return False
        self.state.refusals.add((self.result.question, status))
        change = find_change(self.sender, self.credential_names if status in REFUSED else self.label, status)
        if change is not None:
            self.result.skips.append(change)
        if change is not None and change.code is SkipCode.RESOURCE_GONE:
            self.state.closed = change
        return change is not None

    @property
    def credential_names(self) -> tuple[tuple[str, str], ...]:
        """Where each credential of the operation travels, and its name."""
        credentials = self.state.credentials
        if credentials is None:
            credentials = credentials_for(self.scope.content, self.operation, self.scope.target.credentials)
        return tuple((credential.location, credential.name) for credential in credentials or ())

    def compare(self, case: Case[Any], response: Response) -> None:
        """Keep what a response says for and against our corrections."""
        self.result.add_evidence(self.evaluator.compare(case, response, self.scope.values[self.label]))

    def check(self, case: Case[Any], response: Response, sent: Mapping[str, str], *, blamed: str = "") -> list[Finding]:
        """Keep and return the findings of a response to a case.

        `sent` are the live values of path parameters; the response has to be about these. `blamed` is the part of the
        request that a refusal is due to, if that is known.
        """
        if 200 <= response.status_code < 300:
            with contextlib.suppress(ValueError):
                values = iter_values(parse_body(response.content or b"null"))
                types = {(pointer, json_type(value)) for pointer, value in values if pointer}
                self.result.add_types(types if len(types) <= MOST_FIELDS else ())
        if not self.scope.is_live:
            # Request and response are made from the same document, and the prose probe holds its examples against it.
            self.note_refusal(response.status_code)
            return []
        self.result.judged[response.status_code] += 1
        judgement = self.judge.check(case, response, sent)
        findings = [
            evolve(each, location=blamed) if blamed and each.kind == "parameter.rejected" else each
            for each in judgement.findings
        ]
        self.keep(findings, response)
        if judgement.more:
            shown = f"the worst {len(judgement.findings)} findings of this response are kept, and {judgement.more} left"
            self.result.notes.append(f"{shown} out: {self._curl(case)}")
        return findings

    def check_refusals_for_now(self, case: Case[Any]) -> None:
        """Keep the findings of each 429 that the last request got, if the document has that status: it is no drift to
        send one, but the wait that it asks for has to be there.

        502, 503 and 504 are a gateway's, which knows nothing of the document.
        """
        if not self.scope.is_live or str(TOO_MANY) not in documented_statuses(self.operation):
            return
        for response in self.sender.transport.refused_for_now:
            self.check_error(case, Response.from_any(response))

    def check_error(self, case: Case[Any], response: Response) -> None:
        """Keep the findings of an error that a request has earned, but for that of its refusal."""
        self.keep(self.find_in_error(case, response), response)

    def find_in_error(self, case: Case[Any], response: Response) -> list[Finding]:
        """Return the findings of an error, but for that of its refusal."""
        judgement = self.judge.check(case, response, {})
        return [finding for finding in judgement.findings if finding.kind != "parameter.rejected"]

    def keep(self, findings: Collection[Finding], response: Response) -> None:
        """Keep findings, fit to be shown, and the response that shows them."""
        self.result.add(findings)
        new = [finding.id for finding in findings if finding.id not in self.result.exchanges]
        if new:
            self.result.exchanges |= dict.fromkeys(new, har_entry(self.redactor, response))

    def note_refusal(self, status: int) -> None:
        """Count it if the mock refuses a valid request."""
        if status >= 400 and success_statuses(self.operation):
            self.result.limits[REQUEST_REFUSED] += 1

    def finish(self) -> Result:
        """Return the result, its requests counted, fit to be shown."""
        self.result.by_method = self.sender.transport.by_method.copy()
        self.result.wrong_credentials = self.sender.transport.wrong_credentials
        self.redactor.redact(self.result)
        return self.result

    def _curl(self, case: Case[Any]) -> str:
        arguments = request_arguments(case, self.scope.target.base_url)
        return self.redactor.curl(self.sender.transport.prepare_request(requests.Request(**arguments)))
