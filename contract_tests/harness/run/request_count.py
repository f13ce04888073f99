"""How many requests a run sends to an operation at most, counted from the cases that it would make."""

from typing import Any, Self

from attrs import frozen
from schemathesis import Case
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test  # what its pytest plugin calls; the pin is exact
from schemathesis.schemas import BaseSchema

from contract_tests.harness.corrections.uncorrected import UncorrectedOperations, find_uncorrected
from contract_tests.harness.probes.corrections import count_requests, differs_by_slash
from contract_tests.harness.target.policy import VALID_REQUEST, Risk
from contract_tests.harness.valid_requests.cases import EXAMPLES, credential_variables, make_schema
from contract_tests.harness.valid_requests.credentials import credentials_for
from contract_tests.harness.valid_requests.path_values import find_skip
from contract_tests.harness.valid_requests.scope import Scope
from contract_tests.harness.valid_requests.wrong_credentials import QUESTION, requests_for
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters, path_parameters
from vendor_spec.openapi.references import resolve

UNKNOWN_IDS = 3
EXPLANATIONS = 2  # a live request that fails is asked again with the other slash, and without credentials


@frozen
class RequestCount:
    """For the operations of a scope; values that are not known yet do not change the numbers."""

    scope: Scope
    schema: BaseSchema
    uncorrected: UncorrectedOperations

    @classmethod
    def make(cls, scope: Scope, seed: int) -> Self:
        """Ready to count; the target may have stand-ins for credentials."""
        pinned = scope.in_shard if scope.is_live else ()
        values = {each.label: dict.fromkeys(path_parameters(scope.content, each), "value") for each in pinned}
        schema = make_schema(scope.content, scope.in_shard, scope.target, values, seed)
        return cls(scope, schema, find_uncorrected(scope.corrected) if scope.is_live else UncorrectedOperations())

    def most(self, operation: Operation) -> int:
        """The number of requests if every variable is set; 0 when even then none is sent."""
        scope = self.scope
        if scope.is_live and find_skip(scope.content, operation, scope.target, scope.policy, but_for_variables=True):
            return 0
        risk = scope.risk(operation.label)
        return sum(number for question, number in self._questions(operation, risk).items() if risk.asks(question))

    def _questions(self, operation: Operation, risk: Risk) -> dict[str, int]:
        scope = self.scope
        refused = requests_for(credentials_for(scope.content, operation, scope.target.credentials) or ())
        questions = {
            VALID_REQUEST: 1,
            QUESTION: refused,
            "parameters_are_what_the_document_says": self._parameters(operation, risk),
            "generated_client": 2,  # blocking and async
            "conformance": self._cases(operation) if risk is Risk.READ else 0,
        }
        if not scope.is_live:
            return questions
        account = set(credential_variables(scope.content).values())
        parameters = scope.origins(operation)
        accounts = sum(origin.variable in account for origin in parameters)
        uncorrected = self.uncorrected.of(operation.label)
        return questions | {
            VALID_REQUEST: 1 if risk is Risk.BILLABLE else 1 + EXPLANATIONS,
            "the_path_ends_as_documented": any(map(differs_by_slash, uncorrected)),
            "corrections_are_needed": sum(count_requests(scope.content, each) for each in uncorrected),
            QUESTION: 2 * refused if operation.label in scope.gets_wrong_credentials else refused,
            "accounts_are_isolated": accounts * (2 if risk is Risk.READ else 1),  # one that is let in earns another
            "an_unknown_id_is_not_there": UNKNOWN_IDS if len(parameters) > accounts else 0,
            "generated_client": 1,
        }

    def _parameters(self, operation: Operation, risk: Risk) -> int:
        total = 0
        for parameter in documented_parameters(self.scope.content, operation):
            if parameter["in"] == "query":
                required = bool(parameter.get("required"))
                values = resolve(self.scope.content, parameter.get("schema", {})).get("enum", [])
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
        return len(getattr(test, "hypothesis_explicit_examples", ())) + EXAMPLES[self.scope.target.kind]


def _ask_nothing(case: Case[Any]) -> None:
    raise NotImplementedError
