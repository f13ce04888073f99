"""The document's security schemes, and the state of a request's credentials."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from fake_vendor.spec.request import Request
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes


class CredentialState(StrEnum):
    """How one credential came with a request."""

    ABSENT = "absent"
    WRONG = "wrong"
    RIGHT = "right"


CredentialStates = Mapping[str, CredentialState]
Excuse = Callable[[CredentialStates], bool]


@frozen
class Scheme:
    """One security scheme and the secret that it wants; `location` is header, query or cookie."""

    name: str
    location: str
    key: str
    secret: str = field(repr=False)

    def state(self, request: Request) -> CredentialState:
        """Return whether this credential is absent from the request, wrong, or right."""
        sent = request.texts(self.location, self.key)
        if self.key == "Authorization":
            word = self.secret.partition(" ")[0].lower()
            sent = [value for value in sent if value.partition(" ")[0].lower() == word]
            sent = [f"{self.secret.partition(' ')[0]} {value.partition(' ')[2].strip()}" for value in sent]
        if not any(sent):
            return CredentialState.ABSENT
        return CredentialState.RIGHT if all(value == self.secret for value in sent) else CredentialState.WRONG


@frozen
class Admission:
    """Who may use an operation: any one of `alternatives` is enough, and all schemes of it have to be right."""

    alternatives: tuple[tuple[str, ...], ...]
    keys: Mapping[str, str] = field(factory=dict)  # scheme -> the header, query parameter or cookie it travels in
    excuses: tuple[Excuse, ...] = ()
    challenge: str = ""  # the WWW-Authenticate of a refusal
    refusal: str = "Authentication credentials are missing or invalid"

    def admits(self, credentials: CredentialStates) -> bool:
        """Return whether a request with these credentials is let in."""
        if not self.alternatives or any(excuse(credentials) for excuse in self.excuses):
            return True
        return any(all(credentials.get(name) is CredentialState.RIGHT for name in names) for names in self.alternatives)


def read_schemes(content: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Scheme]:
    """Return the schemes of a document that travel in a request, each with its secret of `secrets`."""
    schemes = {}
    for name, definition in security_schemes(content).items():
        carrier = carrier_of(definition)
        word = {"key": "", "basic": "Basic "}.get(carrier.kind or "", "Bearer ")
        if carrier.location:
            schemes[name] = Scheme(name, carrier.location, carrier.name, word + secrets[name])
    return schemes


def make_secret(definition: Mapping[str, Any], name: str) -> str:
    """Return a secret of the kind that a scheme wants, the same in every run and plainly not a real one."""
    secret = f"fake-{name.lower()}"
    return b64encode(f"fake-user:{secret}".encode()).decode() if carrier_of(definition).kind == "basic" else secret


def read_admission(content: Mapping[str, Any], operation: Operation) -> Admission:
    """Return who may use `operation`, by its own security or else by the document's."""
    carriers = {name: carrier_of(definition) for name, definition in security_schemes(content).items()}
    keys = {name: carrier.name for name, carrier in carriers.items() if carrier.location}
    requirements = security_requirements(content, operation)
    alternatives = tuple(tuple(name for name in requirement if name in keys) for requirement in requirements)
    if any(not names for names in alternatives):
        return Admission(())
    return Admission(alternatives, {name: keys[name] for names in alternatives for name in names})
