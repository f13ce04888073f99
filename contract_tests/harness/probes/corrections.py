"""What is asked on account of corrections: the path with the other slash, and requests as the vendor has them."""

from collections.abc import Iterator, Mapping
from typing import Any

import requests
from attrs import evolve

from contract_tests.harness.corrections.uncorrected import Rival
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.probes.operation import Asker
from contract_tests.harness.valid_requests.samples import sample_case
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER, other_slash
from vendor_spec.openapi.references import resolve

READING = ("get", "head")
REFUSALS = (400, 422)
ASKED = ("query", "header")
MOST_VALUES = 2  # of one parameter; each is a request


def ask_other_slash(asker: Asker) -> None:
    """Ask the path with a slash more or less, unless that is the path of another operation; it is no finding."""
    run, operation = asker.run, asker.operation
    other = other_slash(operation.path)
    documented = {PARAMETER.sub("{}", path) for path in run.corrected.content["paths"]}
    if not asker.is_live or operation.method not in READING or not other or PARAMETER.sub("{}", other) in documented:
        return
    if operation.label in run.rerouted:
        status, location = 200, ""  # that is where it was found to answer
    elif operation.label in run.closed:
        run.record.add_evidence(
            _leave_open(asker, rival) for rival in run.trial.rivals.of(operation.label) if rival.theirs.path == other
        )
        return
    else:
        response = asker.ask(asker.request(path=other))
        if response is None:
            return
        status, location = response.status_code, response.headers.get("Location", "")
    run.record.slash = {"status": str(status), "location": asker.scribe.text(location)}
    for rival in run.trial.rivals.of(operation.label):
        if (rival.theirs.method, rival.theirs.path) == (operation.method, other):
            run.record.add_evidence([_compare_paths(asker, rival, status)])


def ask_as_vendor_has_it(asker: Asker) -> None:
    """Send what the vendor's own text allows and ours does not, and the other way round."""
    for rival in asker.run.trial.rivals.of(asker.operation.label):
        if not rival.request_differs:
            continue
        ours, theirs = rival.ours, rival.theirs
        if rival.is_elsewhere:
            if (ours.method, other_slash(ours.path)) != (theirs.method, theirs.path):
                _ask_other_path(asker, rival)
        elif asker.operation.label in asker.run.closed:
            _ask_their_sample(asker, rival)
        else:
            _ask_parameters(asker, rival)


def _leave_open(asker: Asker, rival: Rival) -> Evidence:
    label = rival.ours.label
    said = f"{label} answers with {asker.run.trial.own_status.get(label, 'nothing')}, so nothing is known of the rest"
    return Evidence(rival.correction, label, Sign.LEAVES_OPEN, said)


def count_requests(content: Mapping[str, Any], rival: Rival) -> int:
    """How many requests `ask_as_vendor_has_it` sends at most on account of one rival; `content` is the corrected."""
    if not rival.request_differs:
        return 0
    if rival.is_elsewhere:
        return int((rival.ours.method, other_slash(rival.ours.path)) != (rival.theirs.method, rival.theirs.path))
    ours, theirs = _parameters(content, rival.ours), _parameters(rival.without.content, rival.theirs)
    pairs = [(ours.get(key, {}), theirs.get(key, {})) for key in dict.fromkeys((*ours, *theirs)) if key[0] in ASKED]
    number = sum(
        (bool(mine.get("required")) != bool(other.get("required")))
        + len(list(_different_values(content, rival, mine, other)))
        for mine, other in pairs
    )
    return max(number, 1)  # a request as the vendor has it, if ours is refused


def _ask_other_path(asker: Asker, rival: Rival) -> None:
    names, theirs = PARAMETER.findall(rival.ours.path), PARAMETER.findall(rival.theirs.path)
    if len(names) != len(theirs):
        return
    values = {new: str(asker.case.path_parameters[old]) for old, new in zip(names, theirs, strict=True)}
    request = asker.request(path=rival.theirs.path, values=values)
    request.method = rival.theirs.method.upper()
    before = asker.run.record.troubles.copy()
    response = asker.ask(request)
    if response is not None:
        asker.run.record.add_evidence([_compare_paths(asker, rival, response.status_code)])
        return
    why = ", ".join(asker.run.record.troubles - before) or "no answer"
    said = f"{rival.theirs.label}: {why}"
    asker.run.record.add_evidence([Evidence(rival.correction, rival.ours.label, Sign.LEAVES_OPEN, said)])


def _ask_their_sample(asker: Asker, rival: Rival) -> None:
    """A request as our text has it did not succeed; does one as the vendor's text has it?"""
    theirs = sample_case(rival.without.content, rival.theirs, asker.run.trial.source(rival))
    if theirs is None:
        return
    theirs.operation = asker.case.operation
    theirs.path_parameters.update(asker.run.values[rival.ours.label])
    response = asker.ask(evolve(asker, case=theirs).request())
    if response is None:
        return
    own = asker.run.trial.own_status.get(rival.ours.label, 0)
    said = f"a request by the corrected document got status {own}, one without the correction {response.status_code}"
    if not own or not 200 <= response.status_code < 300:
        asker.run.record.add_evidence([Evidence(rival.correction, rival.ours.label, Sign.LEAVES_OPEN, said)])
        return
    expected = "a request as documented succeeds"
    finding = Finding("parameter.rejected", rival.ours.label, "request", expected, f"status {own}")
    asker.run.record.add([finding])
    asker.run.record.add_evidence([Evidence(rival.correction, rival.ours.label, Sign.REFUTES, said, (finding.id,))])


def _compare_paths(asker: Asker, rival: Rival, status: int) -> Evidence:
    """Redirects are no successes: a client that does not follow them fails."""
    label, own = rival.ours.label, asker.run.trial.own_status.get(rival.ours.label, 0)
    ours, theirs = 200 <= own < 300, 200 <= status < 300
    said = f"{label} answers with {own or 'nothing'}, {rival.theirs.label} with {status}"
    if ours:
        return Evidence(rival.correction, label, Sign.SPARES if theirs else Sign.CONFIRMS, said)
    if not theirs or not own:
        return Evidence(rival.correction, label, Sign.LEAVES_OPEN, said)
    is_slash = other_slash(rival.ours.path) == rival.theirs.path
    finding = Finding(
        "path.trailing_slash" if is_slash else "path.moved",
        label,
        "path",
        f"{rival.ours.path} answers itself",
        f"status {own}; {rival.theirs.path} answers with {status}",
    )
    asker.run.record.add([finding])
    return Evidence(rival.correction, label, Sign.REFUTES, said, (finding.id,))


def _ask_parameters(asker: Asker, rival: Rival) -> None:
    ours = _parameters(asker.run.corrected.content, rival.ours)
    theirs = _parameters(rival.without.content, rival.theirs)
    for place, name in dict.fromkeys((*ours, *theirs)):
        mine, other = ours.get((place, name), {}), theirs.get((place, name), {})
        if place not in ASKED:
            continue
        if bool(mine.get("required")) != bool(other.get("required")):
            request = asker.request(query={name: None} if place == "query" else {})
            request.headers.pop(name, None) if place == "header" else None
            _weigh(asker, rival, request, f"{place}.{name}", "a request without it", is_ours=not mine.get("required"))
        for value, is_ours in (
            _different_values(asker.run.corrected.content, rival, mine, other) if place == "query" else ()
        ):
            values = asker.run.target.values_for_query(asker.operation, asker.case.path_parameters, value)
            request = asker.request(query={name: value}, values=values)
            _weigh(asker, rival, request, f"{place}.{name}", f"the value {value}", is_ours=is_ours)


def _parameters(content: Mapping[str, Any], operation: Operation) -> dict[tuple[str, str], dict[str, Any]]:
    return {(one["in"], one["name"]): one for one in documented_parameters(content, operation)}


def _different_values(
    content: Mapping[str, Any], rival: Rival, mine: dict[str, Any], other: dict[str, Any]
) -> Iterator[tuple[str, bool]]:
    """Values that only one of the texts lists, and whether that is ours."""
    ours = resolve(content, mine.get("schema", {})).get("enum", [])
    theirs = resolve(rival.without.content, other.get("schema", {})).get("enum", [])
    if ours and theirs:
        yield from ((str(value), True) for value in [one for one in ours if one not in theirs][:MOST_VALUES])
        yield from ((str(value), False) for value in [one for one in theirs if one not in ours][:MOST_VALUES])


def _weigh(
    asker: Asker, rival: Rival, request: requests.PreparedRequest, place: str, what: str, *, is_ours: bool
) -> None:
    """Only one text allows the request: if it is taken, that one is right; if it is refused, the other one."""
    response = asker.ask(request)
    if response is None:
        return
    status = response.status_code
    said = Evidence(rival.correction, rival.ours.label, Sign.LEAVES_OPEN, f"{place}: {what} got status {status}")
    if 200 <= status < 300:
        said = evolve(said, sign=Sign.CONFIRMS if is_ours else Sign.SPARES)
    elif status in REFUSALS and not is_ours:
        said = evolve(said, sign=Sign.CONFIRMS)
    elif status in REFUSALS:
        expected = f"{what} is accepted"
        asker.find("parameter.rejected", place, expected, response)
        id_ = Finding("parameter.rejected", rival.ours.label, place, expected, "").id
        said = evolve(said, sign=Sign.REFUTES, findings=(id_,))
    asker.run.record.add_evidence([said])
