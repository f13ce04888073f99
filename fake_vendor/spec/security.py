"""The document's security schemes, and how a request's credentials stand against them."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from fake_vendor.spec.request import Request, Standing
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve

Standings = Mapping[str, Standing]
Excuse = Callable[[Standings], bool]


@frozen
class Scheme:
    """One security scheme and the secret that it wants; `location` is header, query or cookie."""

    name: str
    location: str
    key: str
    secret: str = field(repr=False)

    def standing(self, request: Request) -> Standing:
        """Whether this credential is absent from the request, wrong, or right."""
        if self.location == "header":
            sent = request.all(self.key)
        else:
            pairs = request.query if self.location == "query" else request.cookies
            sent = [value for name, value in pairs if name == self.key]
        if self.key == "Authorization":
            word = self.secret.partition(" ")[0].lower()
            sent = [value for value in sent if value.partition(" ")[0].lower() == word]
            sent = [f"{self.secret.partition(' ')[0]} {value.partition(' ')[2].strip()}" for value in sent]
        if not any(sent):
            return Standing.ABSENT
        return Standing.RIGHT if all(value == self.secret for value in sent) else Standing.WRONG


@frozen
class Admission:
    """Who may use an operation: any one of `alternatives`, each a set of schemes that all have to be right."""

    alternatives: tuple[tuple[str, ...], ...]
    keys: Mapping[str, str] = field(factory=dict)  # scheme -> the header, query parameter or cookie it travels in
    excuses: tuple[Excuse, ...] = ()
    challenge: str = ""  # the WWW-Authenticate of a refusal
    refusal: str = "Authentication credentials are missing or invalid"

    def admits(self, standings: Standings) -> bool:
        """Whether a request with these credentials is let in."""
        if not self.alternatives or any(excuse(standings) for excuse in self.excuses):
            return True
        return any(all(standings.get(name) is Standing.RIGHT for name in names) for names in self.alternatives)


def read_schemes(content: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Scheme]:
    """The schemes of a document that travel in a request, each with its secret of `secrets`."""
    found = {}
    for name, reference in content.get("components", {}).get("securitySchemes", {}).items():
        definition = resolve(content, reference)
        secret = secrets[name]
        if definition["type"] == "apiKey":
            found[name] = Scheme(name, definition["in"], definition["name"], secret)
        elif definition["type"] == "http" and definition["scheme"].lower() == "basic":
            found[name] = Scheme(name, "header", "Authorization", f"Basic {secret}")
        elif definition["type"] != "mutualTLS":
            found[name] = Scheme(name, "header", "Authorization", f"Bearer {secret}")
    return found


def make_secret(definition: Mapping[str, Any], name: str) -> str:
    """A secret of the kind that a scheme wants, the same in every run and plainly not a real one."""
    if definition.get("type") == "http" and definition.get("scheme", "").lower() == "basic":
        return base64.b64encode(f"fake-user:fake-{name.lower()}".encode()).decode()
    return f"fake-{name.lower()}"


def read_admission(content: Mapping[str, Any], operation: Operation, schemes: Mapping[str, Scheme]) -> Admission:
    """Who may use `operation`, by its own security or else by the document's."""
    stated = operation.definition.get("security", content.get("security", []))
    alternatives = tuple(tuple(name for name in requirement if name in schemes) for requirement in stated)
    if any(not names for names in alternatives):
        return Admission(())
    return Admission(alternatives, {name: schemes[name].key for names in alternatives for name in names})
