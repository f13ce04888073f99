"""Parameters are what the document says: required, and with the values that it lists and no other."""

from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.refusals.refusal import WITHOUT_IT, expect_refusal, judge_error
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve

BREAKS_SCHEMA = "a request that breaks the schema is refused"


def probe_parameters(probe: OperationProbe) -> None:
    """Each required query parameter is required, each value of an enum is taken, and no other value is."""
    content = probe.scope.content
    for parameter in documented_parameters(content, probe.operation):
        if parameter["in"] != "query":
            continue
        name, place = parameter["name"], f"query.{parameter['name']}"
        if parameter.get("required") and not parameter.get("allowEmptyValue"):
            response = probe.send(probe.request(query={name: None}))
            expect_refusal(probe, response, "parameter.not_required", place, WITHOUT_IT)
        values = [value for value in resolve(content, parameter.get("schema", {})).get("enum", []) if value is not None]
        if not values:
            continue
        for value in values if probe.may_repeat else ():
            _expect_taken(probe, name, str(value))
        for other in (f"not-{values[0]}", *([""] if parameter.get("required") else [])):
            response = probe.send(probe.request(query={name: other}))
            expect_refusal(probe, response, "parameter.not_validated", place, BREAKS_SCHEMA)


def _expect_taken(probe: OperationProbe, name: str, value: str) -> None:
    """400 and 422 say that the value is not known; 404 says that there is nothing in that state right now."""
    values = probe.scope.target.values_for_query(probe.operation, probe.case.path_parameters, value)
    response = probe.send(probe.request(query={name: value}, values=values))
    if response is None:
        return
    if response.status_code in (400, 422):
        expected, key, data = f"the value {value} is accepted", f"value:{value}", {"value": value}
        probe.find("parameter.rejected", f"query.{name}", expected, response, key=key, data=data)
    elif 200 <= response.status_code < 300:
        probe.check(response, {**probe.scope.values[probe.operation.label], **values})
    else:
        judge_error(probe, response)
