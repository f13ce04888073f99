"""How many requests a run sends to an operation at most, counted from the cases that it would make."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from attrs import frozen
from schemathesis import Case
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test  # what its pytest plugin calls; the pin is exact
from schemathesis.schemas import BaseSchema

from contract_tests.harness.corrections.uncorrected import UncorrectedOperations, find_uncorrected
from contract_tests.harness.probes.corrections import count_requests
from contract_tests.harness.target.policy import VALID_REQUEST, LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.cases import EXAMPLES, credential_variables, make_schema
from contract_tests.harness.valid_requests.credentials import credentials_for
from contract_tests.harness.valid_requests.path_values import find_skip, origins_of
from contract_tests.harness.valid_requests.wrong_credentials import QUESTION, choose_operations, requests_for
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.overlay.correction import CorrectedDocument

UNKNOWN_IDS = 3
EXPLANATIONS = 2  # a live request that fails is asked again with the other slash, and without credentials


@frozen
class RequestCount:
    """For some operations of a document; values that are not known yet do not change the numbers."""

    content: dict[str, Any]
    target: Target
    policy: LivePolicy
    schema: BaseSchema
    gets_wrong_credentials: frozenset[str]
    uncorrected: UncorrectedOperations

    @classmethod
    def make(
        cls,
        corrected: CorrectedDocument,
        operations: Collection[Operation],
        target: Target,
        policy: LivePolicy,
        seed: int,
    ) -> Self:
        """Ready to count; `target` may have stand-ins for credentials."""
        content = corrected.content
        values: dict[str, Mapping[str, str]] = {}
        wrong: frozenset[str] = frozenset()
        if target.kind is Kind.LIVE:
            values = {
                one.label: {
                    origin.name: target.environment[origin.variable] if origin.is_set else "value"
                    for origin in origins_of(content, one, target, policy)
                }
                for one in operations
            }
            wrong = choose_operations(content, corrected.operations, target, policy)
        uncorrected = find_uncorrected(corrected) if target.kind is Kind.LIVE else UncorrectedOperations()
        return cls(content, target, policy, make_schema(content, operations, target, values, seed), wrong, uncorrected)

    def most(self, operation: Operation) -> int:
        """The number of requests if every variable is set; 0 when even then none is sent."""
        if self.target.kind is Kind.MOCK:
            return sum(self._mock_questions(operation).values())
        if find_skip(self.content, operation, self.target, self.policy, but_for_variables=True):
            return 0
        risk = self.policy.entries[operation.label].risk
        questions = self._live_questions(operation, risk)
        return sum(number for question, number in questions.items() if risk.asks(question))

    def _mock_questions(self, operation: Operation) -> dict[str, int]:
        return {
            VALID_REQUEST: 1,
            QUESTION: self._without_credentials(operation),
            "parameters_are_what_the_document_says": self._parameters(operation, Risk.READ),
            "generated_client": 2,  # blocking and async
            "conformance": self._cases(operation),
        }

    def _live_questions(self, operation: Operation, risk: Risk) -> dict[str, int]:
        credentials = credentials_for(self.content, operation, self.target.credentials) or ()
        is_wrong = operation.label in self.gets_wrong_credentials
        account = set(credential_variables(self.content).values())
        parameters = origins_of(self.content, operation, self.target, self.policy)
        accounts = sum(origin.variable in account for origin in parameters)
        return {
            VALID_REQUEST: 1 if risk is Risk.BILLABLE else 1 + EXPLANATIONS,
            "the_path_ends_as_documented": 1,
            "corrections_are_needed": sum(
                count_requests(self.content, one) for one in self.uncorrected.of(operation.label)
            ),
            QUESTION: self._without_credentials(operation) + (requests_for(credentials) if is_wrong else 0),
            "accounts_are_isolated": accounts * (2 if risk is Risk.READ else 1),  # one that is let in earns another
            "parameters_are_what_the_document_says": self._parameters(operation, risk),
            "an_unknown_id_is_not_there": UNKNOWN_IDS if len(parameters) > accounts else 0,
            "generated_client": 1,
            "conformance": self._cases(operation) if risk is Risk.READ else 0,
        }

    def _without_credentials(self, operation: Operation) -> int:
        return requests_for(credentials_for(self.content, operation, self.target.credentials) or ())

    def _parameters(self, operation: Operation, risk: Risk) -> int:
        total = 0
        for parameter in documented_parameters(self.content, operation):
            if parameter["in"] == "query":
                required = bool(parameter.get("required"))
                values = resolve(self.content, parameter.get("schema", {})).get("enum", [])
                total += required + (len(values) if risk is Risk.READ else 0) + (1 + required if values else 0)
        return total

    def _cases(self, operation: Operation) -> int:
        """The examples and boundary values that are made once for all, and as many made-up cases as are tried."""
        test = build_operation_test(
            config=self.schema.config,
            operation=self.schema[operation.path][operation.method],
            test_func=_ask_nothing,
            given_kwargs={},
            feedback=FeedbackSources(),
        )
        return len(getattr(test, "hypothesis_explicit_examples", ())) + EXAMPLES[self.target.kind]


def _ask_nothing(case: Case[Any]) -> None:
    raise NotImplementedError
