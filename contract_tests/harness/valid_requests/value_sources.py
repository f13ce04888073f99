"""Values that no variable holds, found in the responses of other operations before the run sends anything else."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import requests
from attrs import define, field

from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.target.bounded_response import UnusableResponse
from contract_tests.harness.target.budget import TRANSIENT, NotSent
from contract_tests.harness.target.policy import Source
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.credentials import HOLDERS, credentials_for
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from contract_tests.harness.valid_requests.samples import request_arguments, sample_case
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.jsonpath import find

TIMEOUT = (5.0, 8.0)  # seconds to connect, to read


@define
class ValueSources:
    """Sends each source operation one request at most; its own values may come from a source, too."""

    live: LiveValues
    transport: Transport
    _bodies: dict[str, Any] = field(factory=dict, init=False)

    def values(self, operations: Iterable[Operation]) -> Values:
        """Return, by label and path parameter, the value of each that has a source and no variable, or a Skip."""
        values: Values = {}
        for operation in operations:
            if not self.live.find_skip(operation):
                values |= self._sourced(operation)
        return values

    def _sourced(self, operation: Operation) -> Values:
        return {
            (operation.label, origin.name): self._look_up(origin.name, origin.source)
            for origin in self.live.origins(operation)
            if origin.source and not origin.is_set
        }

    def _look_up(self, name: str, source: Source) -> str | Skip:
        if source.label not in self._bodies:
            self._bodies[source.label] = self._send(self.live.operation(source.label))
        body = self._bodies[source.label]
        if isinstance(body, Skip):
            return Skip(body.code, f"{source.label}, the source of {name}, {body.detail}")
        with suppress(SpecError):  # a response may be deeper than `..` goes
            for node in find(source.at, body):
                if isinstance(node.value, str | int) and not isinstance(node.value, bool) and str(node.value):
                    return str(node.value)
        return Skip(SkipCode.NO_VALUE, f"{source.label}, the source of {name}, has no usable value at {source.at}")

    def _send(self, operation: Operation) -> Any:
        sourced = self._sourced(operation)
        values = self.live.find_unknown(operation, sourced) or self.live.of(operation, sourced)
        if isinstance(values, Skip):
            return _no_value(f"was not sent itself ({values.detail})")
        request = self._request(operation, values)
        if isinstance(request, Skip):
            return request
        try:
            response = self.transport.send(request, timeout=TIMEOUT)
            if response.status_code in TRANSIENT:
                return Skip(SkipCode.TRANSIENT, f"responded with status {response.status_code}")
            if not 200 <= response.status_code < 300:
                return _no_value(f"responded with status {response.status_code}")
            return parse_body(response.content)
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

    def _request(self, operation: Operation, values: Mapping[str, str]) -> requests.PreparedRequest | Skip:
        content, target = dict(self.live.content), self.live.target
        credentials = credentials_for(content, operation, target.credentials)
        schema = make_schema(content, [operation], target, {}, 0)
        case = sample_case(content, operation, schema[operation.path][operation.method])
        if credentials is None or case is None:
            return _no_value("cannot be sent with what the document says of it and the credentials that are set")
        case.path_parameters.update(values)
        arguments = request_arguments(case, target.base_url)
        for credential in credentials:
            arguments.setdefault(HOLDERS[credential.location], {})[credential.name] = credential.value
        return self.transport.prepare_request(requests.Request(**arguments))


def _no_value(reason: str) -> Skip:
    return Skip(SkipCode.NO_VALUE, reason)
