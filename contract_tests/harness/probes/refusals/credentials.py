"""The credentials of an operation are needed, all of them, and the right ones."""

from attrs import evolve

from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.probes.refusals.refusal import WITHOUT_IT, expect_refusal
from contract_tests.harness.target.budget import REFUSED
from contract_tests.harness.valid_requests.credentials import Credential

WITHOUT_ANY = "a request without credentials is refused"
WITH_A_WRONG_ONE = "a request with a wrong one is refused"


def probe_credentials(probe: OperationProbe) -> None:
    """Each credential is needed: absent or wrong, the request is refused.

    Where no resource is known, a response like the one with the right credentials is no refusal.
    """
    present, several = probe.credentials, len(probe.credentials) > 1
    if not present:
        return
    attempts: list[tuple[tuple[Credential, ...], str, str, str]] = [((), "auth", WITHOUT_ANY, "absent")]
    for credential in present if several else ():
        others = tuple(other for other in present if other != credential)
        attempts.append((others, f"auth.{credential.name}", WITHOUT_IT, "absent"))
    if probe.operation.label in probe.scope.gets_wrong_credentials:
        for credential in present:
            mixed = tuple(_tamper(other) if other == credential else other for other in present)
            attempts.append((mixed, f"auth.{credential.name}", WITH_A_WRONG_ONE, "wrong"))
        if several:
            attempts.append((tuple(map(_tamper, present)), "auth", WITH_A_WRONG_ONE, "wrong"))
    for credentials, location, expected, key in attempts:
        request, is_wrong = probe.request(credentials=credentials), key == "wrong"
        response = probe.send(request, wrong_credentials=is_wrong, expected=(*REFUSED, *GONE))
        expect_refusal(probe, response, "auth.not_enforced", location, expected, key)


def _tamper(credential: Credential) -> Credential:
    return evolve(credential, value=tamper(credential.value))
