# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""Who the caller is: read from arguments or the environment, shown nowhere, sent only where the document asks."""

import base64
import os
from collections.abc import Mapping

import httpx

from .errors import ConfigurationError
from .settings import is_header_value

VARIABLES = {
    "auth_id": "VOBIZ_AUTH_ID",
    "auth_token": "VOBIZ_AUTH_TOKEN",
    "bearer_token": "VOBIZ_BEARER_TOKEN",
}

Alternatives = tuple[tuple[str, ...], ...]
Schemes = Mapping[str, tuple[str, str, str]]


class SecretHeaders(httpx.Headers):
    """Headers that hold credentials, and show none of them where a tool prints the variables of a client."""

    def __repr__(self) -> str:
        return "<headers: hidden>"


class Credentials:
    """The credentials of one client. `repr` and pickling show none of them."""

    __slots__ = ("_values",)

    def __init__(self, *, auth_id: str | None, auth_token: str | None, bearer_token: str | None) -> None:
        given = {"auth_id": auth_id, "auth_token": auth_token, "bearer_token": bearer_token}
        self._values = {
            name: _checked(name, os.environ.get(VARIABLES[name]) if value is None else value)
            for name, value in given.items()
        }

    def __repr__(self) -> str:
        return "<Credentials: hidden>"

    def __reduce__(self) -> str:
        raise TypeError("credentials are not pickled")

    @property
    def auth_id(self) -> str | None:
        """The caller's own account id, which is also part of most paths; not a secret."""
        return self._values["auth_id"]

    def require_some(self, schemes: Schemes) -> None:
        """Raise `ConfigurationError` when nothing that the document's schemes could use is there."""
        if not schemes or self._values["bearer_token"]:
            return
        for name in ("auth_id", "auth_token"):
            if not self._values[name] and any(name in wanted.split(":") for _, _, wanted in schemes.values()):
                raise ConfigurationError(
                    f"no {name}: pass {name}=..., or set the environment variable {VARIABLES[name]}"
                )

    def headers(self, alternatives: Alternatives, schemes: Schemes) -> list[tuple[str, str]]:
        """Return the headers of the first alternative that can be met; none when none is asked for.

        Raises `ConfigurationError` when the operation asks for credentials that the client does not have.
        """
        missing: list[str] = []
        for alternative in sorted(alternatives, key=lambda names: not names):
            wanted = [schemes.get(name, ("unknown", name, "")) for name in alternative]
            lacking = [wire for kind, wire, names in wanted if not self._has(kind, names)]
            if not lacking:
                return [(wire, self._header(kind, names)) for kind, wire, names in wanted]
            missing += lacking
        if not missing:
            return []
        variables = " or ".join(VARIABLES[name] for name in VARIABLES if not self._values[name]) or "other credentials"
        raise ConfigurationError(f"this operation needs {' or '.join(missing)}: set {variables}")

    def secrets(self) -> list[str]:
        """Return what nothing may show."""
        return [value for name in ("auth_token", "bearer_token") if (value := self._values[name])]

    def _has(self, kind: str, names: str) -> bool:
        return kind in ("header", "bearer", "basic") and all(self._values.get(name) for name in names.split(":"))

    def _header(self, kind: str, names: str) -> str:
        value = ":".join(self._values[name] or "" for name in names.split(":"))
        if kind == "basic":
            return "Basic " + base64.b64encode(value.encode()).decode()
        return f"Bearer {value}" if kind == "bearer" else value


def _checked(name: str, value: str | None) -> str | None:
    if value is None or value == "":
        return None
    if not is_header_value(value):
        # A transport would name the value in its own complaint.
        raise ConfigurationError(
            f"the value of {name} (or {VARIABLES[name]}) must be text without a space around it, a line break or what "
            "else no header has"
        )
    return value
