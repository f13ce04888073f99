"""The valid request of one operation by itself, for what is sent beside the test items: before them and after."""

from collections.abc import Mapping

import requests

from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.credentials import HOLDERS, credentials_for
from contract_tests.harness.valid_requests.path_values import LiveValues, fill_in
from contract_tests.harness.valid_requests.samples import put_body, request_arguments, sample_case
from vendor_spec.openapi.document import Operation


def make_request(
    live: LiveValues, transport: Transport, operation: Operation, values: Mapping[str, str]
) -> requests.PreparedRequest | None:
    """Return the simplest request that the document allows, with these values of path parameters and the policy's body.

    None when the document does not say enough to make one, or no credentials are set for it.
    """
    content, target = dict(live.content), live.target
    credentials = credentials_for(content, operation, target.credentials)
    schema = make_schema(content, [operation], target, {}, 0)
    case = sample_case(content, operation, schema[operation.path][operation.method])
    if credentials is None or case is None:
        return None
    case.path_parameters.update(values)
    entry = live.policy.entries[operation.label]
    if entry.has_body:
        put_body(content, operation, case, fill_in(entry.body, target.environment))
    arguments = request_arguments(case, target.base_url)
    for credential in credentials:
        arguments.setdefault(HOLDERS[credential.location], {})[credential.name] = credential.value
    return transport.prepare_request(requests.Request(**arguments))
