"""Credentials that are not required, not compared, or required in another scheme."""

import re

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.security import Admission, CredentialState, Excuse
from fake_vendor.variants.effects import Effect, switch

CHALLENGES = {
    "bearer": 'Bearer realm="api"',
    "basic": 'Basic realm="api"',
    "digest": 'Digest realm="api", nonce="fake"',
}
NOBODY = "a scheme of which nobody has the credential"


@switch("auth.not_enforced", "[HEADER=]absent|wrong")
def stop_enforcing(behaviour: Behaviour, argument: str) -> Effect | None:
    """Credentials are let in that should not be: all absent, all wrong, one header absent or wrong beside right ones,
    one header whatever it holds, or (without an argument) anything.
    """
    header, _, how = argument.rpartition("=")
    if how not in ("", "absent", "wrong"):
        header, how = how, ""
    schemes = behaviour.admission.keys
    chosen = next((name for name, key in schemes.items() if header in (name, key)), None)
    if not behaviour.admission.alternatives or (header and chosen is None):
        return None
    forgiven = (CredentialState(how),) if how else tuple(CredentialState)
    if chosen is not None:
        return _excuse(_forgive_one(behaviour.admission, chosen, forgiven))
    return _excuse(lambda credentials: all(credentials[name] in forgiven for name in schemes))


@switch("auth.scheme_changed", "SCHEME|header=NAME", options=CHALLENGES)
def change_scheme(behaviour: Behaviour, argument: str) -> Effect | None:
    """The documented credentials are refused, and the refusal demands others (default: bearer)."""
    scheme, _, name = (argument or "bearer").partition("=")
    if scheme == "header" and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
        challenge, refusal = f'ApiKey header="{name}"', f"The header {name} is required"
    elif scheme in CHALLENGES and not name:
        challenge, refusal = CHALLENGES[scheme], f"Authenticate with {scheme.capitalize()} in Authorization"
    else:
        raise VendorFault(f"{argument} is not one of {', '.join(CHALLENGES)}, header=NAME")
    if not behaviour.admission.alternatives:
        return None
    changed = Admission(((NOBODY,),), keys=behaviour.admission.keys, challenge=challenge, refusal=refusal)
    return Effect(behaviour=lambda old: evolve(old, admission=changed))


def _forgive_one(admission: Admission, name: str, forgiven: tuple[CredentialState, ...]) -> Excuse:
    others = [set(names) - {name} for names in admission.alternatives if name in names]
    return lambda credentials: (
        credentials[name] in forgiven
        and any(all(credentials[other] is CredentialState.RIGHT for other in names) for names in others)
    )


def _excuse(excuse: Excuse) -> Effect:
    def change(behaviour: Behaviour) -> Behaviour:
        return evolve(behaviour, admission=evolve(behaviour.admission, excuses=(*behaviour.admission.excuses, excuse)))

    return Effect(behaviour=change)


SWITCHES = (stop_enforcing, change_scheme)
