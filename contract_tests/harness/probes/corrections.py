"""What is sent on account of corrections: the path with the other slash, and requests as the vendor has them."""

from collections.abc import Mapping
from typing import Any

import requests
from attrs import evolve

from contract_tests.harness.corrections.uncorrected import Uncorrected
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.valid_requests.samples import sample_case
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER, has_request_path, other_slash
from vendor_spec.openapi.references import resolve

READING = ("get", "head")
REFUSALS = (400, 422)
PROBED = ("query", "header")
MOST_VALUES = 2  # of one parameter; each is a request


def probe_other_slash(probe: OperationProbe) -> None:
    """Send the path with the other slash if a correction is about it, unless that is the path of another operation."""
    operation, state = probe.operation, probe.state
    moved = [each for each in probe.item.evaluator.uncorrected.of(operation.label) if each.differs_by_slash]
    other = other_slash(operation.request_path)
    if not moved or operation.method not in READING or has_request_path(probe.scope.content, other):
        return
    if state.closed is not None:
        what = f"{operation.label} got {state.own_status or 'no response'}, so nothing is known of the rest"
        for each in moved:
            _keep(probe, each, Sign.LEAVES_OPEN, what)
        return
    # A run is rerouted since that path succeeded.
    status = 200 if state.is_rerouted else _status(probe.send(probe.request(path=other), expected=GONE))
    if status:
        for each in moved:
            _compare_paths(probe, each, status)


def probe_uncorrected(probe: OperationProbe) -> None:
    """Send what the vendor's own text allows and ours does not, and the other way round."""
    for other in probe.item.evaluator.uncorrected.of(probe.operation.label):
        if not other.request_differs or other.differs_by_slash:
            continue
        if other.is_elsewhere:
            _probe_other_path(probe, other)
        elif probe.state.closed is not None:
            _probe_vendor_sample(probe, other)
        else:
            _probe_parameters(probe, other)


def _probe_other_path(probe: OperationProbe, other: Uncorrected) -> None:
    paths = (other.corrected.request_path, other.vendor.request_path)
    names, theirs = map(PARAMETER.findall, paths)
    if len(names) != len(theirs):
        return
    values = {new: str(probe.case.path_parameters[old]) for old, new in zip(names, theirs, strict=True)}
    request = probe.request(path=paths[1], values=values)
    request.method = other.vendor.method.upper()
    skips = probe.item.result.skips
    before = len(skips)
    if status := _status(probe.send(request, expected=GONE)):
        _compare_paths(probe, other, status)
        return
    why = ", ".join(dict.fromkeys(map(str, skips[before:]))) or "no response"
    _keep(probe, other, Sign.LEAVES_OPEN, f"{other.vendor.label}: {why}")


def _probe_vendor_sample(probe: OperationProbe, other: Uncorrected) -> None:
    """A request as our text has it did not succeed; does one as the vendor's text has it?"""
    case = sample_case(other.without.content, other.vendor, probe.item.evaluator.source(other))
    if case is None:
        return
    case.operation = probe.case.operation
    case.path_parameters.update(probe.scope.values[other.corrected.label])
    status, own = _status(probe.send(evolve(probe, case=case).request())), probe.state.own_status
    what = f"a request by the corrected document got status {own}, one without the correction {status}"
    if own and 200 <= status < 300:
        expected, observed = "a request as documented succeeds", f"status {own}"
        finding = Finding("parameter.rejected", probe.item.label, "request", expected, observed)
        probe.item.result.add([finding])
        _keep(probe, other, Sign.REFUTES, what, finding)
    elif status:
        _keep(probe, other, Sign.LEAVES_OPEN, what)


def _compare_paths(probe: OperationProbe, other: Uncorrected, status: int) -> None:
    """Redirects are no successes: a client that does not follow them fails."""
    path, their_path = other.corrected.request_path, other.vendor.request_path
    label, own = other.corrected.label, probe.state.own_status
    ours, theirs = 200 <= own < 300, 200 <= status < 300
    methods = (other.corrected.method.upper(), other.vendor.method.upper())
    what = f"{methods[0]} {path} got {own or 'no response'}, {methods[1]} {their_path} got {status}"
    if ours:
        _keep(probe, other, Sign.SPARES if theirs else Sign.CONFIRMS, what)
    elif not theirs or not own:
        _keep(probe, other, Sign.LEAVES_OPEN, what)
    else:
        kind = "path.trailing_slash" if other_slash(path) == their_path else "path.moved"
        expected, observed = f"{path} answers itself", f"status {own}; {their_path} got {status}"
        finding = Finding(kind, label, "path", expected, observed)
        probe.item.result.add([finding])
        _keep(probe, other, Sign.REFUTES, what, finding)


def _probe_parameters(probe: OperationProbe, other: Uncorrected) -> None:
    ours = _parameters(probe.scope.content, other.corrected)
    theirs = _parameters(other.without.content, other.vendor)
    for place, name in dict.fromkeys((*ours, *theirs)):
        is_required, own = ours.get((place, name), (False, []))
        is_required_by_theirs, foreign = theirs.get((place, name), (False, []))
        if is_required != is_required_by_theirs:
            request = probe.request(query={name: None} if place == "query" else {})
            if place == "header":
                request.headers.pop(name, None)
            _judge_request(probe, other, request, f"{place}.{name}", None, is_ours=not is_required)
        if place != "query" or not own or not foreign:
            continue
        for is_ours, values, others in ((True, own, foreign), (False, foreign, own)):
            for value in [str(value) for value in values if value not in others][:MOST_VALUES]:
                path_values = probe.scope.target.values_for_query(probe.operation, probe.case.path_parameters, value)
                request = probe.request(query={name: value}, values=path_values)
                _judge_request(probe, other, request, f"{place}.{name}", value, is_ours=is_ours)


def _parameters(content: Mapping[str, Any], operation: Operation) -> dict[tuple[str, str], tuple[bool, list[Any]]]:
    """Return by place and name whether a parameter is required, and the values that are listed for it."""
    parameters = {}
    for each in documented_parameters(content, operation):
        if each["in"] in PROBED:
            values = resolve(content, each.get("schema", {})).get("enum", [])
            parameters[each["in"], each["name"]] = (bool(each.get("required")), values)
    return parameters


def _judge_request(
    probe: OperationProbe,
    other: Uncorrected,
    request: requests.PreparedRequest,
    place: str,
    value: str | None,
    *,
    is_ours: bool,
) -> None:
    """Only one text allows the request: if it is taken, that one is right; if it is refused, the other one.

    The request has `value` for a parameter, or goes without it (None).
    """
    response = probe.send(request)
    if response is None:
        return
    what = "a request without it" if value is None else f"the value {value}"
    sign, finding = Sign.LEAVES_OPEN, None
    if 200 <= response.status_code < 300:
        sign = Sign.CONFIRMS if is_ours else Sign.SPARES
    elif response.status_code in REFUSALS and not is_ours:
        sign = Sign.CONFIRMS
    elif response.status_code in REFUSALS:
        expected, key = f"{what} is accepted", "absent" if value is None else f"value:{value}"
        data = {} if value is None else {"value": value}
        finding = probe.find("parameter.rejected", place, expected, response, key=key, data=data)
        sign = Sign.REFUTES
    _keep(probe, other, sign, f"{place}: {what} got status {response.status_code}", finding)


def _keep(probe: OperationProbe, other: Uncorrected, sign: Sign, what: str, finding: Finding | None = None) -> None:
    ids = () if finding is None else (finding.id,)
    probe.item.result.add_evidence([Evidence(other.correction, other.corrected.label, sign, what, ids)])


def _status(response: requests.Response | None) -> int:
    return 0 if response is None else response.status_code
