"""Values that no variable holds, found in the responses of other operations before the run sends anything else."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import requests
from attrs import define, field, frozen

from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.target.not_sent import NotSent
from contract_tests.harness.target.policy import LivePolicy, Source
from contract_tests.harness.target.target import Target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.credentials import HOLDERS, credentials_for
from contract_tests.harness.valid_requests.path_values import Values, find_skip, operation_of, origins_of
from contract_tests.harness.valid_requests.samples import request_arguments, sample_case
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.jsonpath import find

TIMEOUT = (5.0, 8.0)  # seconds to connect, to read


@frozen
class NotFound:
    """Why a source gave no value."""

    reason: str


@define
class ValueSources:
    """Sends each source operation one request at most; its own values may come from a source, too."""

    content: dict[str, Any]
    target: Target
    policy: LivePolicy
    transport: Transport
    _bodies: dict[str, Any] = field(factory=dict, init=False)

    def values(self, operations: Iterable[Operation]) -> Values:
        """Return, by label and path parameter, the value of each that has a source and no variable, or a Skip."""
        values: Values = {}
        for operation in operations:
            if not find_skip(self.content, operation, self.target, self.policy):
                values |= {(operation.label, name): value for name, value in self._sourced(operation).items()}
        return values

    def _sourced(self, operation: Operation) -> dict[str, str | Skip]:
        origins = origins_of(self.content, operation, self.target, self.policy)
        return {
            origin.name: self._look_up(origin.name, origin.source)
            for origin in origins
            if origin.source and not origin.is_set
        }

    def _look_up(self, name: str, source: Source) -> str | Skip:
        if source.label not in self._bodies:
            self._bodies[source.label] = self._send(operation_of(self.content, source.label))
        body = self._bodies[source.label]
        if isinstance(body, NotFound):
            return Skip(SkipCode.NO_VALUE, f"{source.label}, the source of {name}, {body.reason}")
        with suppress(SpecError):  # a response may be deeper than `..` goes
            for node in find(source.at, body):
                if isinstance(node.value, str | int) and not isinstance(node.value, bool) and str(node.value):
                    return str(node.value)
        return Skip(SkipCode.NO_VALUE, f"{source.label}, the source of {name}, has no usable value at {source.at}")

    def _send(self, operation: Operation) -> Any:
        values = self._sourced(operation)
        for value in values.values():
            if isinstance(value, Skip):
                return NotFound(f"was not sent itself ({value.detail})")
        request = self._request(operation, {name: str(value) for name, value in values.items()})
        if isinstance(request, NotFound):
            return request
        try:
            response = self.transport.send(request, timeout=TIMEOUT)
            if not 200 <= response.status_code < 300:
                return NotFound(f"responded with status {response.status_code}")
            return response.json()
        except NotSent as error:
            return NotFound(f"was not sent itself ({error})")
        except requests.Timeout:
            return NotFound("gave no response (time-out)")
        except (requests.exceptions.JSONDecodeError, requests.exceptions.ContentDecodingError, RecursionError):
            return NotFound("did not respond with JSON")
        except requests.RequestException:
            return NotFound("gave no response (no connection)")

    def _request(self, operation: Operation, sourced: Mapping[str, str]) -> requests.PreparedRequest | NotFound:
        credentials = credentials_for(self.content, operation, self.target.credentials)
        schema = make_schema(self.content, [operation], self.target, {}, 0)
        case = sample_case(self.content, operation, schema[operation.path][operation.method])
        if credentials is None or case is None:
            return NotFound("cannot be sent with what the document says of it and the credentials that are set")
        for origin in origins_of(self.content, operation, self.target, self.policy):
            known = sourced.get(origin.name)
            case.path_parameters[origin.name] = known if known is not None else self.target.environment[origin.variable]
        arguments = request_arguments(case, self.target.base_url)
        for credential in credentials:
            arguments.setdefault(HOLDERS[credential.location], {})[credential.name] = credential.value
        return self.transport.prepare_request(requests.Request(**arguments))
