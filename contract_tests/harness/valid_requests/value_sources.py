"""Values that no variable holds, found in the responses of other operations before the run sends anything else."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import requests
from attrs import define, evolve, field, frozen

from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.target.bounded_response import UnusableResponse
from contract_tests.harness.target.budget import TRANSIENT, NotSent
from contract_tests.harness.target.policy import UNIQUE, Source
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from contract_tests.harness.valid_requests.plain_request import PlainRequests
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.overlay.jsonpath import find

TIMEOUT = (5.0, 8.0)  # seconds to connect, to read


@frozen
class _Answer:
    """What a source responded, the id of what that made, and the values of the path parameters in its request."""

    body: Any
    id: str | None
    values: Mapping[str, str]


@define
class ValueSources:
    """Sends each source operation one request; one that makes a resource, one more for each operation that changes or
    ends what it makes. The values of a source may come from a source, too.

    Attributes:
        responses: The first response of each source that makes a resource, by its label.
    """

    live: LiveValues
    transport: Transport
    responses: dict[str, requests.Response] = field(factory=dict, init=False)
    _answers: dict[tuple[str, str], _Answer | Skip] = field(factory=dict, init=False)
    _tested: set[str] = field(factory=set, init=False)
    _requests: PlainRequests = field(init=False)

    @_requests.default
    def _make_requests(self) -> PlainRequests:
        return PlainRequests(self.live)

    def values(self, operations: Iterable[Operation]) -> Values:
        """Return, by label and path parameter, the value of each that has a source and no variable, or a Skip."""
        values: Values = {}
        operations = tuple(operations)
        self._tested = {operation.label for operation in operations}
        for operation in operations:
            if not self.live.find_skip(operation):
                values |= self._sourced(operation)
        return values

    def _sourced(self, operation: Operation) -> Values:
        values: Values = {}
        for origin in self.live.origins(operation):
            if origin.source is None or origin.is_set:
                continue
            answer = self._ask(origin.source, operation)
            values[operation.label, origin.name] = _look_up(origin.name, origin.source, answer)
            if origin.source.makes and isinstance(answer, _Answer):
                # What was made is below what its own request named.
                shared = _shared_parameters(self.live.operation(origin.source.label), operation)
                above = {(operation.label, own): answer.values.get(name, "") for own, name in shared.items()}
                values |= {key: value for key, value in above.items() if key in values and value}
        return values

    def _ask(self, source: Source, operation: Operation) -> _Answer | Skip:
        if source.is_alone and source.label in self._tested:
            # Its valid request is the first, and what that makes stays as it is.
            self._ask(evolve(source, is_alone=False), operation)
        key = source.label, operation.label if source.is_alone else ""
        if key not in self._answers:
            self._answers[key] = self._send(self.live.operation(source.label), source)
        return self._answers[key]

    def _send(self, operation: Operation, source: Source) -> _Answer | Skip:
        sourced = self._sourced(operation)
        values = self.live.find_unknown(operation, sourced) or self.live.of(operation, sourced)
        if isinstance(values, Skip):
            return _no_value(f"was not sent itself ({values.detail})")
        request = self._requests.make(self.transport, operation, values)
        if request is None:
            return _no_value("cannot be sent with what the document says of it and the credentials that are set")
        try:
            response = self.transport.send(request, timeout=TIMEOUT)
            return self._read(response, source, values)
        except NotSent as error:
            return Skip(error.skip.code, f"was not sent itself ({error})")
        except requests.Timeout:
            return Skip(SkipCode.NO_ANSWER, "gave no response (time-out)")
        except UnusableResponse as error:
            return Skip(SkipCode.NO_ANSWER, f"gave {error}")
        except (requests.exceptions.ContentDecodingError, ValueError):
            return _no_value("did not respond with JSON")
        except requests.RequestException:
            return Skip(SkipCode.NO_ANSWER, "gave no response (no connection)")

    def _read(self, response: requests.Response, source: Source, values: Mapping[str, str]) -> _Answer | Skip:
        """Return what a response gives; raises ValueError if it is needed, and no JSON."""
        if response.status_code in TRANSIENT:
            return Skip(SkipCode.TRANSIENT, f"responded with status {response.status_code}")
        if source.makes:
            self.responses.setdefault(source.label, response)
        if not 200 <= response.status_code < 300:
            is_second = self.responses.get(source.label, response).ok
            advice = f"; if each has to be another one, write ${{{UNIQUE}}} into its body" if is_second else ""
            return _no_value(f"responded with status {response.status_code}{advice}")
        if source.at or self.transport.creations is None:
            return _Answer(parse_body(response.content), None, values)
        made = self.transport.creations.made_by(response)
        return _Answer(None, None if made is None else made.id, values)


def _look_up(name: str, source: Source, answer: _Answer | Skip) -> str | Skip:
    if isinstance(answer, Skip):
        return Skip(answer.code, f"{source.label}, the source of {name}, {answer.detail}")
    if not source.at:
        return answer.id or _no_value(f"{source.label}, the source of {name}, gave no id of what it made")
    with suppress(SpecError):  # a response may be deeper than `..` goes
        for node in find(source.at, answer.body):
            if isinstance(node.value, str | int) and not isinstance(node.value, bool) and str(node.value):
                return str(node.value)
    return _no_value(f"{source.label}, the source of {name}, has no usable value at {source.at}")


def _shared_parameters(source: Operation, operation: Operation) -> dict[str, str]:
    """Return the path parameters of an operation that a source has, too, each with its name there."""
    paths = [[PARAMETER.sub("{}", part) for part in each.request_path.split("/")] for each in (source, operation)]
    names = [PARAMETER.findall(each.request_path) for each in (source, operation)]
    is_below = paths[1][: len(paths[0])] == paths[0]
    return dict(zip(names[1], names[0], strict=False)) if is_below else {}


def _no_value(reason: str) -> Skip:
    return Skip(SkipCode.NO_VALUE, reason)
