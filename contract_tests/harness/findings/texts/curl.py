"""A request as a curl command that runs as it is pasted into a POSIX shell, which fills in what is secret."""

from __future__ import annotations

import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus, urlsplit

from attrs import define, field, frozen

from contract_tests.harness.findings.phone_numbers import MASK
from contract_tests.harness.findings.secrets import Secrets, spellings, tamper

if TYPE_CHECKING:
    import requests

LONGEST_PART = 1200  # characters of an address, a header or a body
READ = 8 * LONGEST_PART  # what is redacted before it is cut, so that no secret is cut in two
# What curl sends by itself, or what shows nothing.
NOT_SHOWN = ("user-agent", "accept-encoding", "connection", "content-length", "x-schemathesis-testcaseid")
ANY_TYPE = "*/*"
VARIABLE = re.compile(r"VOBIZ_\w+")


@frozen
class Curl:
    """Writes requests as commands.

    Attributes:
        show: Returns a text of a request that holds no secret as it may be shown.
    """

    secrets: Secrets = field(repr=False)
    show: Callable[[str], str]

    def command(self, request: requests.PreparedRequest) -> str:
        """Return one line; what keeps it from being run as it stands is said in a comment at its end."""
        method = str(request.method)
        line = _Line(self, method)
        headers = {name: _text(value) for name, value in request.headers.items()}
        url, pairs = str(request.url), list[str]()
        if method in ("GET", "HEAD") and not request.body:
            url, pairs = self._take_out_secrets(url)
        line.words += ["curl", *(["--head"] if method == "HEAD" else ["-X", method])]
        line.words += ["--globoff"] if set("[]{}") & set(url) else []
        line.words += ["--path-as-is"] if re.search(r"/\.\.?(?:/|$)", urlsplit(url).path) else []
        line.add(url)
        line.note_spelling(self.encoded, "percent-encoded")
        line.words += ["--get"] if pairs else []
        for pair in pairs:
            line.add(pair, "--data-urlencode")
        for name, value in headers.items():
            if variable := self._variable_of_basic(value):
                line.words += ["--user", f'"{variable}"']
            elif name.lower() not in NOT_SHOWN and (name.lower() != "accept" or value != ANY_TYPE):
                line.add(f"{name}: {value}" if value else f"{name};", "-H")
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if body and isinstance(body, bytes):
            if "content-type" not in map(str.lower, headers):
                line.add("Content-Type:", "-H")
            line.add_body(body)
            media_type = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
            if "json" in media_type:
                line.note_spelling(self.escaped, "escaped for JSON")
            elif "urlencoded" in media_type:
                line.note_spelling(self.encoded, "percent-encoded")
        return line.finish()

    def _take_out_secrets(self, url: str) -> tuple[str, list[str]]:
        """Return an address without the parameters whose secret is written otherwise there, and these, decoded."""
        address, _, query = url.partition("?")
        parameters = query.split("&") if query else []
        encoded = [each for each in parameters if self.encoded & {name for _, name, _ in self.secrets.split(each)}]
        kept = "&".join(each for each in parameters if each not in encoded)
        return f"{address}?{kept}" if kept else address, list(map(unquote_plus, encoded))

    @property
    def encoded(self) -> set[str]:
        """What stands for those secrets that an address cannot hold as they are."""
        return {name for form, name in self.secrets.replacements.items() if "%" in form}

    @property
    def escaped(self) -> set[str]:
        """What stands for those secrets that a text of JSON cannot hold as they are."""
        return {name for form, name in self.secrets.replacements.items() if '\\"' in form or "\\\\" in form}

    def _variable_of_basic(self, value: str) -> str:
        """Return the variable that holds user and password of a header for basic authentication; empty for others."""
        scheme, _, encoded = value.partition(" ")
        try:
            text = b64decode(encoded, validate=True).decode() if scheme == "Basic" else ""
        except ValueError:
            return ""
        parts = list(self.secrets.split(text))
        return parts[0][1] if [plain for plain, *_ in parts] == ["", ""] else ""


@define
class _Line:
    curl: Curl
    method: str
    words: list[str] = field(factory=list)
    _before: str = ""
    _remarks: dict[str, None] = field(factory=dict)

    def add(self, text: str, *options: str) -> None:
        """Add an argument, after the options that it belongs to."""
        self.words += [*options, self._quote(text, _escape)]

    def note_spelling(self, variables: Iterable[str], how: str) -> None:
        """Say how the secrets among these have to be written in what was added last."""
        added = f"{self._before} {self.words[-1]}"
        self._remarks |= dict.fromkeys(f"{each} has to be {how} there" for each in variables if each in added)

    def add_body(self, content: bytes) -> None:
        text = content.decode("utf-8", "surrogateescape")
        if text.isprintable():
            self.add(text, "--data-raw")
            return
        # Bytes that are no text, or lines that have to end as they do, need a command that writes them.
        self._before = f"printf -- {self._quote(text, _escape_for_printf)} | "
        self.words += ["--data-binary", "@-"]

    def finish(self) -> str:
        """Return the whole line."""
        remarks = "; ".join(self._remarks)
        return f"{self._before}{' '.join(self.words)}{f'  # {remarks}' if remarks else ''}"

    def _quote(self, text: str, escape: Callable[[str], str]) -> str:
        limit, parts = min(LONGEST_PART, READ - self.curl.secrets.longest), list[str]()
        if len(text) > limit:
            self._remarks[f"cut: it has {len(text)} characters"] = None
        left = max(limit, 0)
        for plain, variable, spelt in self.curl.secrets.split(text[:READ]):
            shown = self.curl.show(plain)
            if shown.count(MASK) > plain.count(MASK):
                self._remarks[f"{MASK} hides a phone number: put one of yours there"] = None
            elif MASK in plain:
                self._remarks[f"{MASK} hides what a response had: put what you get there"] = None
            parts.append(escape(shown[:left]))
            left -= min(len(plain), left)
            if left and variable:
                parts.append(self._fill_in(variable, spelt))
        return f'"{"".join(parts)}"'

    def _fill_in(self, variable: str, spelt: str) -> str:
        """Return what the shell puts in the place of a secret.

        An id that the run has found or made is no longer there when somebody pastes the line, and the variable may hold
        one that nobody wants changed. So it gets a name of its own, without which the shell refuses the line.
        """
        name = VARIABLE.search(variable)
        if name is None or (name[0] in os.environ and spelt.lower() in _forms_of(os.environ[name[0]])):
            return variable
        own = own_variable(name[0])
        may = "" if self.method in ("GET", "HEAD") else f" that this {self.method} may change"
        self._remarks[f"set {own} to an id of your account{may}"] = None
        return variable.replace(name[0], own) if "%" in variable else f"${{{own}:?}}"


def own_variable(name: str) -> str:
    """Return the variable for an id that the run itself has found or made: another one where that is set."""
    return f"{name}_OF_RUN" if name in os.environ else name


@lru_cache
def _forms_of(value: str) -> frozenset[str]:
    """Return every spelling, in lower case, of what a variable holds and of what stands for a wrong one."""
    return frozenset(map(str.lower, spellings(value) | spellings(tamper(value))))


def _escape(text: str) -> str:
    for character in '\\"$`':
        text = text.replace(character, f"\\{character}")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _escape_for_printf(text: str) -> str:
    """Return what `printf` makes the same bytes of, inside double quotes."""
    written = "".join(
        {"\\": "\\\\", "%": "%%", "\r": "\\r", "\n": "\\n"}.get(each, each)
        if each.isprintable() or each in "\r\n"
        else "".join(f"\\{byte:03o}" for byte in each.encode("utf-8", "surrogateescape"))
        for each in text
    )
    return _escape(written)


def _text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
