"""What is sent on account of corrections: the path with the other slash, and requests as the vendor has them."""

from collections.abc import Iterator, Mapping
from typing import Any

import requests
from attrs import evolve

from contract_tests.harness.corrections.uncorrected import Uncorrected
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.valid_requests.samples import sample_case
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER, other_slash
from vendor_spec.openapi.references import resolve

READING = ("get", "head")
REFUSALS = (400, 422)
PROBED = ("query", "header")
MOST_VALUES = 2  # of one parameter; each is a request


def probe_other_slash(probe: OperationProbe) -> None:
    """Send the path with the other slash if a correction is about it, unless that is the path of another operation."""
    operation, result = probe.operation, probe.item.result
    moved = [each for each in probe.item.evaluator.uncorrected.of(operation.label) if differs_by_slash(each)]
    other = other_slash(operation.path)
    documented = {PARAMETER.sub("{}", path) for path in probe.scope.content["paths"]}
    if not moved or operation.method not in READING or PARAMETER.sub("{}", other) in documented:
        return
    if probe.state.is_rerouted:
        status = 200  # the run is sent there since that path succeeded
    elif probe.state.closed is not None:
        what = f"{operation.label} got {probe.state.own_status or 'no response'}, so nothing is known of the rest"
        result.add_evidence(Evidence(each.correction, operation.label, Sign.LEAVES_OPEN, what) for each in moved)
        return
    else:
        response = probe.send(probe.request(path=other))
        if response is None:
            return
        status = response.status_code
    result.add_evidence([_compare_paths(probe, each, status) for each in moved])


def probe_uncorrected(probe: OperationProbe) -> None:
    """Send what the vendor's own text allows and ours does not, and the other way round."""
    for other in probe.item.evaluator.uncorrected.of(probe.operation.label):
        if not other.request_differs:
            continue
        if other.is_elsewhere:
            if not differs_by_slash(other):
                _probe_other_path(probe, other)
        elif probe.state.closed is not None:
            _probe_vendor_sample(probe, other)
        else:
            _probe_parameters(probe, other)


def differs_by_slash(other: Uncorrected) -> bool:
    """Return whether a correction moves an operation to the path with the other slash."""
    return (other.corrected.method, other_slash(other.corrected.path)) == (other.vendor.method, other.vendor.path)


def _probe_other_path(probe: OperationProbe, other: Uncorrected) -> None:
    names, theirs = PARAMETER.findall(other.corrected.path), PARAMETER.findall(other.vendor.path)
    if len(names) != len(theirs):
        return
    values = {new: str(probe.case.path_parameters[old]) for old, new in zip(names, theirs, strict=True)}
    request = probe.request(path=other.vendor.path, values=values)
    request.method = other.vendor.method.upper()
    result = probe.item.result
    before = len(result.skips)
    response = probe.send(request)
    if response is not None:
        result.add_evidence([_compare_paths(probe, other, response.status_code)])
        return
    why = ", ".join(dict.fromkeys(map(str, result.skips[before:]))) or "no response"
    what = f"{other.vendor.label}: {why}"
    result.add_evidence([Evidence(other.correction, probe.item.label, Sign.LEAVES_OPEN, what)])


def _probe_vendor_sample(probe: OperationProbe, other: Uncorrected) -> None:
    """A request as our text has it did not succeed; does one as the vendor's text has it?"""
    case = sample_case(other.without.content, other.vendor, probe.item.evaluator.source(other))
    if case is None:
        return
    case.operation = probe.case.operation
    case.path_parameters.update(probe.scope.values[other.corrected.label])
    response = probe.send(evolve(probe, case=case).request())
    if response is None:
        return
    own, label, result = probe.state.own_status, other.corrected.label, probe.item.result
    what = f"a request by the corrected document got status {own}, one without the correction {response.status_code}"
    if not own or not 200 <= response.status_code < 300:
        result.add_evidence([Evidence(other.correction, label, Sign.LEAVES_OPEN, what)])
        return
    finding = Finding("parameter.rejected", label, "request", "a request as documented succeeds", f"status {own}")
    result.add([finding])
    result.add_evidence([Evidence(other.correction, label, Sign.REFUTES, what, (finding.id,))])


def _compare_paths(probe: OperationProbe, other: Uncorrected, status: int) -> Evidence:
    """Redirects are no successes: a client that does not follow them fails."""
    label, own = other.corrected.label, probe.state.own_status
    ours, theirs = 200 <= own < 300, 200 <= status < 300
    what = f"{label} got {own or 'no response'}, {other.vendor.label} got {status}"
    if ours:
        return Evidence(other.correction, label, Sign.SPARES if theirs else Sign.CONFIRMS, what)
    if not theirs or not own:
        return Evidence(other.correction, label, Sign.LEAVES_OPEN, what)
    finding = Finding(
        "path.trailing_slash" if other_slash(other.corrected.path) == other.vendor.path else "path.moved",
        label,
        "path",
        f"{other.corrected.path} answers itself",
        f"status {own}; {other.vendor.path} got {status}",
    )
    probe.item.result.add([finding])
    return Evidence(other.correction, label, Sign.REFUTES, what, (finding.id,))


def _probe_parameters(probe: OperationProbe, other: Uncorrected) -> None:
    content = probe.scope.content
    for place, name, ours, theirs in _parameter_pairs(content, other):
        if bool(ours.get("required")) != bool(theirs.get("required")):
            request = probe.request(query={name: None} if place == "query" else {})
            request.headers.pop(name, None) if place == "header" else None
            _weigh(probe, other, request, f"{place}.{name}", None, is_ours=not ours.get("required"))
        for value, is_ours in _different_values(content, other, ours, theirs) if place == "query" else ():
            values = probe.scope.target.values_for_query(probe.operation, probe.case.path_parameters, value)
            request = probe.request(query={name: value}, values=values)
            _weigh(probe, other, request, f"{place}.{name}", value, is_ours=is_ours)


def _parameter_pairs(
    content: Mapping[str, Any], other: Uncorrected
) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Yield place and name of each parameter that either text has, and what our text and the vendor's say of it."""
    ours, theirs = _parameters(content, other.corrected), _parameters(other.without.content, other.vendor)
    for place, name in dict.fromkeys((*ours, *theirs)):
        if place in PROBED:
            yield place, name, ours.get((place, name), {}), theirs.get((place, name), {})


def _parameters(content: Mapping[str, Any], operation: Operation) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["in"], each["name"]): each for each in documented_parameters(content, operation)}


def _different_values(
    content: Mapping[str, Any], other: Uncorrected, ours: dict[str, Any], theirs: dict[str, Any]
) -> Iterator[tuple[str, bool]]:
    """Values that only one of the texts lists, and whether that is ours."""
    own = resolve(content, ours.get("schema", {})).get("enum", [])
    foreign = resolve(other.without.content, theirs.get("schema", {})).get("enum", [])
    if own and foreign:
        yield from ((str(value), True) for value in [each for each in own if each not in foreign][:MOST_VALUES])
        yield from ((str(value), False) for value in [each for each in foreign if each not in own][:MOST_VALUES])


def _weigh(
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
    status, label = response.status_code, other.corrected.label
    what = "a request without it" if value is None else f"the value {value}"
    evidence = Evidence(other.correction, label, Sign.LEAVES_OPEN, f"{place}: {what} got status {status}")
    if 200 <= status < 300:
        evidence = evolve(evidence, sign=Sign.CONFIRMS if is_ours else Sign.SPARES)
    elif status in REFUSALS and not is_ours:
        evidence = evolve(evidence, sign=Sign.CONFIRMS)
    elif status in REFUSALS:
        expected, key = f"{what} is accepted", "absent" if value is None else f"value:{value}"
        data = {} if value is None else {"value": value}
        finding = probe.find("parameter.rejected", place, expected, response, key=key, data=data)
        evidence = evolve(evidence, sign=Sign.REFUTES, findings=(finding.id,))
    probe.item.result.add_evidence([evidence])
