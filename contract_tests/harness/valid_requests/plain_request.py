"""The valid request of one operation by itself, for what is sent beside the test items: before them and after."""

from collections.abc import Mapping
from typing import Any

import requests
from attrs import define, field
from schemathesis import Case

from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.credentials import HOLDERS, credentials_for
from contract_tests.harness.valid_requests.path_values import LiveValues, fill_in
from contract_tests.harness.valid_requests.samples import put_body, request_arguments, sample_case
from vendor_spec.openapi.document import Operation


@define
class PlainRequests:
    """Makes such requests; what an operation takes is found once."""

    live: LiveValues
    _cases: dict[str, Case[Any] | None] = field(factory=dict, init=False)

    def make(
        self, transport: Transport, operation: Operation, values: Mapping[str, str]
    ) -> requests.PreparedRequest | None:
        """Return the simplest request that the document allows, with these values of path parameters and the policy's
        body.

        None when the document does not say enough to make one, or no credentials are set for it.
        """
        content, target = dict(self.live.content), self.live.target
        credentials, case = credentials_for(content, operation, target.credentials), self._case(operation)
        if credentials is None or case is None:
            return None
        case.path_parameters.update(values)
        entry = self.live.policy.entries[operation.label]
        if entry.has_body:
            put_body(content, operation, case, fill_in(entry.body, target.environment))
        arguments = request_arguments(case, target.base_url)
        for credential in credentials:
            arguments.setdefault(HOLDERS[credential.location], {})[credential.name] = credential.value
        return transport.prepare_request(requests.Request(**arguments))

    def _case(self, operation: Operation) -> Case[Any] | None:
        if operation.label not in self._cases:
            content = dict(self.live.content)
            schema = make_schema(content, [operation], self.live.target, {}, 0)
            self._cases[operation.label] = sample_case(content, operation, schema[operation.path][operation.method])
        return self._cases[operation.label]
