"""One valid request an operation: the simplest that the document allows, with the document's own examples in it."""

from collections.abc import Mapping
from functools import cached_property
from random import Random
from typing import Any

from attrs import define, evolve, field
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import HypothesisException
from schemathesis import Case, GenerationMode
from schemathesis.core.errors import SchemathesisError
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.schemas import OpenApiSchema

from contract_tests.harness.target.target import Target
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.path_values import fill_in
from contract_tests.harness.valid_requests.scope import Scope
from contract_tests.harness.valid_requests.whole_requests import require_everything
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters, names_account
from vendor_spec.openapi.references import resolve

REQUEST_ARGUMENTS = ("method", "url", "headers", "params", "cookies", "data", "json", "files")
FILE_TYPE = "application/octet-stream"

_SIMPLEST = settings(
    database=None,
    deadline=None,
    max_examples=50,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
# Hypothesis begins with the simplest; to look for a simpler one takes seconds where a request has hundreds of fields.
_FIRST = settings(_SIMPLEST, phases=[Phase.generate])


def sample_case(
    content: Mapping[str, Any],
    operation: Operation,
    source: APIOperation[Any, Any, Any, Any],
    *,
    how: settings = _SIMPLEST,
) -> Case[Any] | None:
    """Return a request that has to succeed, the same in every run; None when the document gives none."""
    try:
        strategy = source.as_strategy(generation_mode=GenerationMode.POSITIVE)
        case: Case[Any] = find(strategy, _is_telling, settings=how, random=Random(0))
    except (HypothesisException, SchemathesisError):
        return None
    case.path = operation.request_path
    holders = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
    for parameter in documented_parameters(content, operation):
        holder, example = holders.get(parameter.get("in", "")), _example(content, parameter)
        if holder is not None and example is not None and parameter.get("name") in holder:
            holder[parameter["name"]] = example
    return case


@define
class Samples:
    """One valid request an operation of a run, made once."""

    scope: Scope
    schema: OpenApiSchema
    _made: dict[str, Case[Any] | None] = field(factory=dict, init=False)
    _whole: dict[str, Case[Any] | None] = field(factory=dict, init=False)

    def of(self, operation: Operation) -> Case[Any] | None:
        """Return a request that has to succeed; None when the document does not say enough to make one."""
        if operation.label not in self._made:
            self._made[operation.label] = case = _sample(self.scope.content, operation, self.schema, _SIMPLEST)
            scope, entry = self.scope, self.scope.policy.entries[operation.label]
            if case is not None:
                case.path = scope.path_of(operation)
                case.path_parameters.update(scope.values.get(operation.label, {}))
                if scope.is_live:
                    put_known(scope.content, operation, case, scope.target)
            if case is not None and entry.has_body and scope.is_live:
                put_body(scope.content, operation, case, fill_in(entry.body, scope.target.environment))
        return self._made[operation.label]

    @cached_property
    def _schema_of_whole(self) -> OpenApiSchema:
        content = require_everything(self.scope.content)
        return make_schema(content, list(iter_operations(content)), self.scope.target, {}, 0)

    def whole_of(self, operation: Operation) -> Case[Any] | None:
        """Return a valid request with all that is optional in it; None where no such one is found."""
        if operation.label not in self._whole:
            definition = self._schema_of_whole.raw_schema["paths"][operation.path][operation.method]
            required = evolve(operation, definition=definition)
            self._whole[operation.label] = case = _sample(self.scope.content, required, self._schema_of_whole, _FIRST)
            if case is not None:
                case.path = self.scope.path_of(operation)
        return self._whole[operation.label]


def _sample(content: Mapping[str, Any], operation: Operation, schema: OpenApiSchema, how: settings) -> Case[Any] | None:
    try:
        source = schema[operation.path][operation.method]
    except LookupError:  # Schemathesis cannot read the operation
        return None
    return sample_case(content, operation, source, how=how)


def put_known(content: Mapping[str, Any], operation: Operation, case: Case[Any], target: Target) -> None:
    """Give a case the values of variables for the query parameters and headers that it has, and for the account."""
    for parameter in documented_parameters(content, operation):
        holder = {"query": case.query, "header": case.headers}.get(parameter["in"])
        name = parameter["name"]
        value = target.value_of(operation, name)
        if holder is not None and value is not None and (parameter.get("required") or names_account(name)):
            holder[name] = value


def put_body(content: Mapping[str, Any], operation: Operation, case: Case[Any], body: Any) -> None:
    """Give a case this body, as JSON if the operation takes that, else in the first form that it takes."""
    documented = list(resolve(content, operation.definition["requestBody"]).get("content", {}))
    case.body = body
    case.media_type = next((media_type for media_type in documented if "json" in media_type), documented[0])


def request_arguments(case: Case[Any], base_url: str) -> dict[str, Any]:
    """Return the arguments of a `requests.Request` for a case."""
    arguments = {**case.as_transport_kwargs(base_url=base_url), **typed_files(case)}
    return {name: arguments[name] for name in REQUEST_ARGUMENTS if arguments.get(name) is not None}


def typed_files(case: Case[Any]) -> dict[str, Any]:
    """Return the parts of a multipart body, each file with a Content-Type, which Schemathesis alone leaves out."""
    if not str(case.media_type).startswith("multipart/form-data"):
        return {}
    arguments = case.as_transport_kwargs()
    if not arguments.get("files"):
        return {}
    files = [
        (name, (*part, FILE_TYPE) if isinstance(part, tuple) and len(part) == 2 and part[0] else part)
        for name, part in arguments["files"]
    ]
    return {"files": files, "data": arguments.get("data")}


def _is_telling(case: Case[Any]) -> bool:
    return all(str(value) != "" for holder in (case.path_parameters, case.query) for value in (holder or {}).values())


def _example(content: Mapping[str, Any], parameter: dict[str, Any]) -> Any:
    schema = resolve(content, parameter.get("schema", {}))
    example = parameter.get("example", schema.get("example", schema.get("default")))
    kinds: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    fits = isinstance(example, kinds.get(str(schema.get("type")), ())) and example in schema.get("enum", [example])
    return example if fits and example != "" else None
