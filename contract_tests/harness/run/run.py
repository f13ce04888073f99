"""One run in one process: what is asked, of whom, and the record of the test item that is asking right now."""

import contextlib
import functools
import json
from collections.abc import Callable, Generator, Mapping
from datetime import date
from typing import Any, TypeVar

import requests
from attrs import define, field
from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.schemas import BaseSchema

from contract_tests.harness.checks.judge import Checker, make_checker
from contract_tests.harness.checks.strict_json import undecodable
from contract_tests.harness.corrections.evaluation import Trial, make_trial
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.har import har_entry
from contract_tests.harness.findings.known_drift import KnownDrift
from contract_tests.harness.findings.pointers import seen_fields, seen_types
from contract_tests.harness.findings.redactor import Scribe
from contract_tests.harness.findings.result import Record
from contract_tests.harness.run.settings import Settings
from contract_tests.harness.target.mock.exchange import Answer
from contract_tests.harness.target.mock.limits import BeyondMock, MockLimits, read_limits
from contract_tests.harness.target.mock.restarts import Delivery
from contract_tests.harness.target.not_sent import NotSent
from contract_tests.harness.target.policy import LivePolicy, Risk
from contract_tests.harness.target.shards import in_shard
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import TRANSIENT, Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.path_values import fill_in, live_values
from contract_tests.harness.valid_requests.samples import put_body, sample_case, typed_files
from contract_tests.harness.valid_requests.value_sources import Values
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.project import OWN, Project
from vendor_spec.prose.claims import read_claims

T = TypeVar("T")
MAX_FAULTS = 2  # cases of one operation that the mock may leave unanswered: each costs seconds
TIMEOUT = {Kind.MOCK: (2.0, 5.0), Kind.LIVE: (5.0, 8.0)}  # seconds to connect, to read


@define
class Run:
    """Built once a process; `record` is the record of the test item that runs."""

    settings: Settings
    corrected: CorrectedDocument
    target: Target
    transport: Transport
    scribe: Scribe
    known: KnownDrift
    policy: LivePolicy
    sourced: Values
    gets_wrong_credentials: frozenset[str]
    record: Record = field(factory=lambda: Record("", ""))
    not_asked: dict[str, str] = field(factory=dict, init=False)
    closed: dict[str, str] = field(factory=dict, init=False)
    rerouted: set[str] = field(factory=set, init=False)
    values: dict[str, dict[str, str]] = field(factory=dict, init=False)
    schema: BaseSchema = field(init=False)
    trial: Trial = field(init=False)
    _limits: MockLimits = field(init=False)
    _checker: Checker = field(init=False)
    _delivery: Delivery = field(init=False)
    _samples: dict[str, Case[Any] | None] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for operation in self.in_shard:
            self.values[operation.label], reason = live_values(
                self.corrected.content, operation, self.target, self.policy, self.sourced
            )
            if reason:
                self.not_asked[operation.label] = reason
        claims = read_claims(Project(self.settings.root))
        self._checker = make_checker(self.corrected, claims, self.scribe)
        self.trial = make_trial(self._checker, self.corrected, claims, self.target, self.values)
        self._limits = read_limits(OWN.mock_limits, self.corrected.content, self.corrected.operations)
        if is_mock := self.target.kind is Kind.MOCK:
            self.transport.guard = self._limits.guard
        turns = self.settings.root / "build" / "mock.turns"
        self._delivery = Delivery(self.target.base_url, turns if is_mock else None)
        self.schema = make_schema(self.corrected.content, self.operations, self.target, self.values, self.settings.seed)

    @property
    def in_shard(self) -> list[Operation]:
        """The operations that are this run's part of the document."""
        return in_shard(self.corrected.operations, self.settings.shard)

    @property
    def operations(self) -> list[Operation]:
        """The operations that this run asks: those `in_shard` but for those `not_asked`."""
        return [operation for operation in self.in_shard if operation.label not in self.not_asked]

    def begin(self, operation: str, question: str) -> Record:
        """Start the record of one test item."""
        self.transport.by_method.clear()
        self.transport.wrong_credentials = 0
        self.transport.flips_slash = operation in self.rerouted
        self.record = Record(operation, question)
        return self.record

    def is_closed(self, operation: str) -> bool:
        """Whether the question is not asked: the policy says so, or a valid request did not succeed, so that every
        other answer only says the same once more."""
        risk = self.risk(operation)
        if operation in self.closed:
            self.record.troubles[self.closed[operation]] = 1
        elif not risk.asks(self.record.question):
            self.record.troubles[f"not asked: live_policy.yaml calls the operation {risk}"] = 1
        else:
            return False
        return True

    def risk(self, operation: str) -> Risk:
        """What may be asked of an operation (a label); the mock may be asked everything."""
        return self.policy.entries[operation].risk if self.target.kind is Kind.LIVE else Risk.READ

    def finish(self) -> Record:
        """The record of the item that ran, its requests counted and its findings settled."""
        self.record.by_method = self.transport.by_method.copy()
        self.record.wrong_credentials = self.transport.wrong_credentials
        self.scribe.redact(self.record)
        self.record.findings = self.known.settle(self.record.findings, date.today())
        return self.record

    def ask(self, case: Case[Any]) -> None:
        """Send one case, and keep what its answer says."""
        if len(self.record.faults) >= MAX_FAULTS:
            self.record.troubles["not asked: the mock has already failed to answer other cases"] += 1
            return
        timeout = TIMEOUT[self.target.kind]
        send = functools.partial(case.call, session=self.transport, timeout=timeout, **typed_files(case))
        with self.asking(case):
            try:
                response = self.deliver(send, case)
            except (NotSent, requests.RequestException) as error:
                self.trouble(error, case)
                return
        if self.see(response.status_code, response.content or b""):
            self.weigh(case, response)
            self.judge(case, response, self.values[case.operation.label])

    def weigh(self, case: Case[Any], response: Response) -> None:
        """Keep what an answer says for and against our corrections."""
        self.record.add_evidence(self.trial.weigh(case, response, self.values[case.operation.label]))

    @contextlib.contextmanager
    def asking(self, case: Case[Any]) -> Generator[None]:
        """While this lasts, every request is one for `case`; on the mock it raises BeyondMock if it would end that."""
        self._limits.case = case
        try:
            yield
        finally:
            self._limits.case = None

    def deliver(
        self,
        send: Callable[[], T],
        case: Case[Any],
        died: type[Exception] = requests.ConnectionError,
        hung: type[Exception] = requests.Timeout,
    ) -> T:
        """What `send` returns; on a mock that `case` did not bring down it is asked again when that is back."""
        note = "the mock died and was restarted; asked again, it answered {}"
        return self._delivery.attempt(
            send, died=died, hung=hung, on_return=lambda: self.record.notes.append(note.format(self._curl(case)))
        )

    def see(self, status: int, content: bytes) -> bool:
        """Keep what an answer shows; False when it says nothing about the vendor's contract (429, 502, 503, 504)."""
        self.record.statuses[status] += 1
        if status in TRANSIENT and self.target.kind is Kind.LIVE:
            self.record.troubles[f"status {status}"] += 1
            return False
        if 200 <= status < 300:
            self.record.success_seen = True
            with contextlib.suppress(ValueError, RecursionError):
                self.record.fields.update(seen_fields(json.loads(content)))
        return True

    def trouble(self, error: Exception, case: Case[Any]) -> None:
        """Keep that a case got no answer: a fault of ours on the mock, inconclusive on a live target."""
        what = "time-out" if isinstance(error, (requests.Timeout, TimeoutError)) else "no connection"
        if isinstance(error, BeyondMock):
            self.record.limits[error.limit] += 1
        if isinstance(error, NotSent):
            self.record.troubles[str(error)] += 1
        elif isinstance(error, requests.exceptions.ContentDecodingError):
            operation = next(one for one in self.in_shard if one.label == self.record.operation)
            self.record.add([undecodable(operation, self._curl(case))])
        elif self.target.kind is Kind.LIVE:
            self.record.troubles[what] += 1
        else:
            self.record.faults.append(f"the mock gives no answer ({what}) to {self._curl(case)}")

    def _curl(self, case: Case[Any]) -> str:
        return self.scribe.text(case.as_curl_command())

    def sample(self, operation: Operation) -> Case[Any] | None:
        """A request to `operation` that has to succeed; None when the document does not say enough to make one."""
        if operation.label not in self._samples:
            source = self.schema[operation.path][operation.method]
            case = self._samples[operation.label] = sample_case(self.corrected.content, operation, source)
            if case is not None:
                case.path_parameters.update(self.values[operation.label])
                entry = self.policy.entries[operation.label]
                if entry.has_body and self.target.kind is Kind.LIVE:
                    put_body(self.corrected.content, operation, case, fill_in(entry.body, self.target.environment))
        return self._samples[operation.label]

    def explain(self, kind: str, case: Case[Any], request: requests.PreparedRequest, answer: Answer) -> bool:
        """Whether the mock, not the document, is to blame for such a finding; counts the limit that it is due to."""
        if self.target.kind is Kind.LIVE:
            return False
        limit = self._limits.explain(kind, case, request, answer)
        if limit is not None:
            self.record.limits[limit] += 1
        return limit is not None

    def judge(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> None:
        """Keep the findings of an answer to a case, but for those that are the mock's own doing.

        `sent` are the live values of path parameters; the answer has to be about these.
        """
        if 200 <= response.status_code < 300:
            with contextlib.suppress(ValueError, RecursionError):
                self.record.add_types(seen_types(json.loads(response.content or b"null")))
        for finding in self._checker.check(case, response, sent):
            self.keep(finding, case, response)

    def keep(self, finding: Finding, case: Case[Any], response: Response) -> None:
        """Keep a finding that an answer to a case shows, unless it is the mock's own doing."""
        answer = Answer(response.status_code, " ".join(response.headers.get("sl-violations", [])))
        if not self.explain(finding.kind, case, response.request, answer):
            finding = self.scribe.finding(finding)
            self.record.add([finding])
            if finding.id not in self.record.exchanges:
                self.record.exchanges[finding.id] = har_entry(self.scribe, response)
