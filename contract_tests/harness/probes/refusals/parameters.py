"""Parameters are what the document says: required, and with the values that it lists and no other."""

from contract_tests.harness.probes.blame import INVALID
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.refusals.refusal import WITHOUT_IT, expect_refusal, judge_error
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import is_documented

PLACES = ("query", "header")
BREAKS_SCHEMA = "a request that breaks the schema is refused"


def probe_parameters(probe: OperationProbe) -> None:
    """Each required parameter of the query and the headers is required, each value of an enum is taken, and no other
    value is."""
    content = probe.scope.content
    own = {credential.name.lower() for each in probe.alternatives for credential in each.credentials or ()}
    for parameter in documented_parameters(content, probe.operation):
        place, name = parameter["in"], parameter["name"]
        if place not in PLACES or (place == "header" and name.lower() in own):
            continue
        if parameter.get("required") and not parameter.get("allowEmptyValue"):
            response = probe.send(probe.request_with(place, name, None))
            expect_refusal(probe, response, "parameter.not_required", f"{place}.{name}", WITHOUT_IT)
        values = [value for value in resolve(content, parameter.get("schema", {})).get("enum", []) if value is not None]
        if not values:
            continue
        for value in values if probe.may_repeat else ():
            _expect_taken(probe, place, name, str(value))
        for other in (f"not-{values[0]}", *([""] if parameter.get("required") else [])):
            response = probe.send(probe.request_with(place, name, other))
            expect_refusal(probe, response, "parameter.not_validated", f"{place}.{name}", BREAKS_SCHEMA)


def _expect_taken(probe: OperationProbe, place: str, name: str, value: str) -> None:
    """400 and 422 say that the value is not known; 404 says that there is nothing in that state right now."""
    values = probe.scope.target.values_for_query(probe.operation, probe.case.path_parameters, value)
    response = probe.send(probe.request_with(place, name, value, values=values))
    if response is None:
        return
    if 200 <= response.status_code < 300:
        probe.check(response, {**probe.scope.values[probe.operation.label], **values})
        return
    if response.status_code in INVALID:
        expected, key, data = f"the value {value} is accepted", f"value:{value}", {"value": value}
        probe.find("parameter.rejected", f"{place}.{name}", expected, response, key=key, data=data)
    if response.status_code not in INVALID or is_documented(probe.operation, response.status_code):
        judge_error(probe, response)
