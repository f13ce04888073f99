"""Each alternative of an operation's security opens it: with all of its credentials, and with nothing less."""

from collections.abc import Iterable, Iterator

import requests
from attrs import evolve, frozen

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.probes.refusals.refusal import WITHOUT_IT, expect_refusal, judge_error
from contract_tests.harness.target.budget import REFUSED
from contract_tests.harness.valid_requests.credentials import Alternative, Credential

WITHOUT_ANY = "a request without credentials is refused"
WITH_A_WRONG_ONE = "a request with a wrong one is refused"
OPENS = "the documented credentials open it"


@frozen
class Attempt:
    """Credentials that do not open an operation, and what a finding says of the request that has them."""

    credentials: tuple[Credential, ...]
    location: str
    expected: str
    key: str


def probe_credentials(probe: OperationProbe) -> None:
    """Each credential is needed: absent or wrong, the request is refused.

    Where no resource is known, a response like the one with the right credentials is no refusal.
    """
    if not probe.credentials:
        return
    for attempt in (Attempt((), "auth", WITHOUT_ANY, "absent"), *_attempts(probe)):
        request, is_wrong = probe.request(credentials=attempt.credentials), attempt.key == "wrong"
        response = probe.send(request, wrong_credentials=is_wrong, expected=(*REFUSED, *GONE))
        expect_refusal(probe, response, "auth.not_enforced", attempt.location, attempt.expected, attempt.key)


def probe_alternatives(probe: OperationProbe) -> None:
    """Each alternative opens the operation by itself, not only the first one, which all other requests have."""
    for alternative in probe.alternatives[1:] if probe.credentials else ():
        if alternative.credentials is None:
            probe.item.skip(SkipCode.NO_CREDENTIALS, f"no credentials are set for {' and '.join(alternative.schemes)}")
            continue
        response = probe.send(probe.request(credentials=alternative.credentials))
        if response is None:
            continue
        if 200 <= response.status_code < 300:
            probe.check(response)
        elif response.status_code in REFUSED:
            blame_alternative(probe, alternative, response)
        else:
            judge_error(probe, response)


def blame_alternative(probe: OperationProbe, alternative: Alternative, response: requests.Response) -> None:
    """Keep that an alternative does not open an operation which another one opens; its credentials may lack a scope."""
    if response.status_code == 403 and alternative.scopes:
        what = f"status 403: the credentials of {alternative.name} may lack {' and '.join(alternative.scopes)}"
        probe.item.skip(SkipCode.REFUSED, what)
    else:
        probe.find("auth.scheme_changed", f"auth.{alternative.name}", OPENS, response)


def _attempts(probe: OperationProbe) -> Iterator[Attempt]:
    """Yield what each alternative of which all is known lacks in turn, and what is wrong with it in turn."""
    chosen = probe.scope.gets_wrong_credentials.get(probe.operation.label, ())
    known = [each for each in probe.alternatives if each.credentials]
    for alternative in known:
        present = alternative.credentials or ()
        several, is_first = len(present) > 1, alternative == known[0]
        place = "auth" if is_first else f"auth.{alternative.name}"
        for credential in present:
            others = tuple(other for other in present if other != credential)
            location = f"{place}.{credential.name}" if several or is_first else place
            if _opens(others, known):
                continue
            if several:
                yield Attempt(others, location, WITHOUT_IT, "absent")
            if alternative.name in chosen:
                mixed = tuple(_tamper(other) if other == credential else other for other in present)
                yield Attempt(mixed, location, WITH_A_WRONG_ONE, "wrong")
        if several and alternative.name in chosen:
            yield Attempt(tuple(map(_tamper, present)), place, WITH_A_WRONG_ONE, "wrong")


def _opens(credentials: Iterable[Credential], known: Iterable[Alternative]) -> bool:
    """Return whether these credentials are enough for an alternative, whatever else a request has."""
    held = set(credentials)
    return any(held.issuperset(alternative.credentials or ()) for alternative in known)


def _tamper(credential: Credential) -> Credential:
    return evolve(credential, value=tamper(credential.value))
