"""The target of a run: the mock made from the document, or a live API, with its credentials and values."""

import os
import re
import socket
from collections.abc import Iterable, Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from attrs import field, frozen

from contract_tests.harness.errors import UsageFault
from vendor_spec.openapi.document import Operation

OTHER_MEANINGS = ("VOBIZ_BASE_URL", "VOBIZ_AUTH_TOKEN")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Kind(StrEnum):
    """The mock shows that document, client and harness agree; only a live run shows drift of behaviour."""

    MOCK = "mock"
    LIVE = "live"


@frozen
class Target:
    """A base URL without a trailing slash, the credentials by security scheme, and the values of path parameters."""

    kind: Kind
    base_url: str
    credentials: Mapping[str, str] = field(repr=False, factory=dict)
    environment: Mapping[str, str] = field(repr=False, factory=dict)

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK

    def value_of(self, operation: Operation, name: str) -> str | None:
        """Return the live value of a parameter; None when no variable holds one."""
        values = (self.environment.get(variable) for variable in parameter_variables(operation, name))
        return next(filter(None, values), None)

    def values_for_query(self, operation: Operation, names: Iterable[str], value: str) -> dict[str, str]:
        """The live values of path parameters for one value of a query enum: `VOBIZ_CALL_UUID_QUEUED` for `queued`."""
        values: dict[str, str] = {}
        for name in names:
            for variable in parameter_variables(operation, name):
                if special := self.environment.get(f"{variable}_{_upper(value)}"):
                    values.setdefault(name, special)
        return values


def parameter_variables(operation: Operation, name: str) -> list[str]:
    """The environment variables that may hold the live value of a path parameter, the most special first:
    `VOBIZ_<OPERATION_ID>__<NAME>` for one operation, `VOBIZ_<NAME>` for all."""
    general = variable_of(name)
    id_ = operation.definition.get("operationId")
    special = [f"VOBIZ_{_upper(id_)}__{_upper(name)}"] if id_ else []
    # A path parameter called `base_url` must not be filled with the address of the API.
    return special if special and general in OTHER_MEANINGS else [*special, general]


def live_target(credential_variables: Mapping[str, str], environment: Mapping[str, str] = os.environ) -> Target:
    """The live API that the environment names; raises UsageFault, naming the variable, when it names none or a bad one.

    `credential_variables` gives for each security scheme the variable with its credential.
    """
    base_url = environment.get("VOBIZ_BASE_URL", "").rstrip("/")
    if not base_url:
        raise UsageFault("VOBIZ_BASE_URL is not set; a live run has no default, so name the API that the run is for")
    parts = urlsplit(base_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise UsageFault("VOBIZ_BASE_URL must start with https:// (http:// is for loopback only)")
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise UsageFault("VOBIZ_BASE_URL must be an origin and perhaps a path: no user, password, query or fragment")
    missing = missing_variables(credential_variables, environment)
    if missing:
        raise UsageFault(f"{' and '.join(missing)} must be set for a live run")
    credentials = {scheme: environment[variable] for scheme, variable in credential_variables.items()}
    for scheme, value in credentials.items():
        if not value.isprintable() or value != value.strip():
            variable = credential_variables[scheme]
            raise UsageFault(f"{variable} holds what no header can carry; is there a space or a line end in it?")
    return Target(Kind.LIVE, base_url, credentials, environment)


def is_reachable(base_url: str, timeout: float = 5.0) -> bool:
    """Return whether the target accepts a connection within `timeout` seconds."""
    parts = urlsplit(base_url)
    try:
        with socket.create_connection(
            (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)), timeout
        ):
            return True
    except OSError:
        return False


def missing_variables(
    credential_variables: Mapping[str, str], environment: Mapping[str, str] = os.environ
) -> list[str]:
    """The variables that every live run needs and that are not set."""
    needed = dict.fromkeys(("VOBIZ_BASE_URL", *credential_variables.values()))
    return [variable for variable in needed if not environment.get(variable)]


def variable_of(name: str) -> str:
    """The variable for a path parameter, a credential or an id of this name."""
    return f"VOBIZ_{_upper(name)}"


def _upper(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper()
