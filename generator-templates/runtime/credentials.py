"""Who the caller is: read from arguments or the environment, shown nowhere, sent only where the document asks."""

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import httpx

from .errors import ConfigurationError
from .settings import is_header_value
from .styles import quoted

Alternatives = tuple[tuple[str, ...], ...]
Scheme = tuple[str, str, str]  # kind, name on the wire, and the client's arguments for it, with ":" between them
Schemes = Mapping[str, Scheme]

# A certificate, digest and so on: only the caller's own httpx client can give these.
_ELSEWHERE = "unsupported"


class SecretHeaders(httpx.Headers):
    """Headers that hold credentials, and show none of them where a tool prints the variables of a client."""

    def __repr__(self) -> str:
        return "<headers: hidden>"


class SecretURL(httpx.URL):
    """A URL that holds a credential in its query, and shows no query where a tool prints or logs it."""

    def __str__(self) -> str:
        return str(self.copy_with(query=b"***"))

    def __repr__(self) -> str:
        return f"SecretURL({str(self)!r})"


class Authorization(NamedTuple):
    """The credentials of one request, by the place where they travel."""

    headers: list[tuple[str, str]]
    query: list[str]
    cookies: list[str]

    def __repr__(self) -> str:
        return "<Authorization: hidden>"


class Credentials:
    """The credentials of one client, by the name of their argument. `repr` and pickling show none of them."""

    __slots__ = ("_schemes", "_values")

    def __init__(self, given: Mapping[str, str | None], schemes: Schemes) -> None:
        self._schemes = schemes
        self._values = {
            name: _checked(name, os.environ.get(_variable(name)) if value is None else value)
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

    def require_some(self, securities: Iterable[Alternatives]) -> None:
        """Raise `ConfigurationError` when every operation asks for credentials, and none of them can be called.

        `securities` holds the alternatives of each operation.
        """
        wanted = list(dict.fromkeys(securities))
        alternatives = [names for some in wanted for names in some if self._can_be_given(names)]
        if not all(wanted) or any(() in some for some in wanted) or not alternatives:
            return
        lacking = [list(self._lacking(names)) for names in alternatives]
        if all(lacking):
            name = lacking[0][0]
            others = sorted({name for names in lacking[1:] for name in names} - {*lacking[0]})
            others_too = f"; instead of it, this API also takes {' or '.join(others)}" if others else ""
            raise ConfigurationError(
                f"no {name}: pass {name}=..., or set the environment variable {_variable(name)}{others_too}"
            )

    def authorization(self, alternatives: Alternatives, *, has_own_client: bool) -> Authorization:
        """Return what the first alternative that can be met sends; nothing when none is asked for.

        `has_own_client`: whether the requests go through a client of the caller's own, which may do what this one
        cannot. Raises `ConfigurationError` when the operation asks for credentials that the client does not have.
        """
        for names in sorted(alternatives, key=lambda names: (not self._can_be_given(names), not names)):
            if not any(self._lacking(names)) and (has_own_client or self._can_be_given(names)):
                return self._given(names)
        if not alternatives:
            return Authorization([], [], [])
        wire = [self._scheme(name)[1] for names in alternatives for name in names if any(self._lacking((name,)))]
        variables = {_variable(argument): None for names in alternatives for argument in self._lacking(names)}
        how = f"set {' or '.join(variables)}" if variables else "only an http_client of your own can give them"
        needed = wire or [self._scheme(name)[1] for names in alternatives for name in names]
        raise ConfigurationError(f"this operation needs {' or '.join(dict.fromkeys(needed))}: {how}")

    def secrets(self) -> list[str]:
        """Return what nothing may show."""
        return [value for name, value in self._values.items() if value and name != "auth_id"]

    def _scheme(self, name: str) -> Scheme:
        return self._schemes.get(name, (_ELSEWHERE, name, ""))

    def _can_be_given(self, names: tuple[str, ...]) -> bool:
        return all(self._scheme(name)[0] != _ELSEWHERE for name in names)

    def _lacking(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            for argument in filter(None, self._scheme(name)[2].split(":")):
                if not self._values.get(argument):
                    yield argument

    def _given(self, names: tuple[str, ...]) -> Authorization:
        headers, query, cookies = authorization = Authorization([], [], [])
        for kind, wire, arguments in map(self._scheme, names):
            value = ":".join(self._values[argument] or "" for argument in filter(None, arguments.split(":")))
            if kind == "basic":
                headers.append((wire, "Basic " + base64.b64encode(value.encode()).decode()))
            elif kind == "bearer":
                headers.append((wire, f"Bearer {value}"))
            elif kind == "header":
                headers.append((wire, value))
            elif kind == "query":
                query.append(f"{quoted(wire)}={quoted(value)}")
            elif kind == "cookie":
                cookies.append(_cookie(wire, value))
        return authorization


def _cookie(name: str, value: str) -> str:
    cookie = f"{name}={value}"
    if any(character in cookie for character in ';, "\\') or not is_header_value(cookie):
        raise ConfigurationError(f"the credential for the cookie {name!r} holds a character that no cookie carries")
    return cookie


def _variable(argument: str) -> str:
    return f"VOBIZ_{argument.upper()}"


def _checked(name: str, value: str | None) -> str | None:
    if value is None or value == "":
        return None
    if not is_header_value(value):
        # A transport would name the value in its own complaint.
        raise ConfigurationError(
            f"the value of {name} (or {_variable(name)}) must be text without a space around it, a line break or what "
            "else no header has"
        )
    return value
