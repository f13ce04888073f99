"""Where the vendor publishes, as `[tool.vendor-spec]` of pyproject.toml says, and what is the vendor's own."""

import re
import tomllib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from attrs import field, frozen
from cattrs import BaseValidationError, Converter, transform_error

from vendor_spec.errors import SpecError
from vendor_spec.files import decode_text, read_file
from vendor_spec.project import Project

TABLE = "[tool.vendor-spec]"
_DEFAULT_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?", re.IGNORECASE)


def _lower(hosts: Iterable[str]) -> tuple[str, ...]:
    return tuple(host.lower() for host in hosts)


@frozen
class Vendor:
    """The vendor's document and prose (addresses), and the hosts that are its own, with a port if it is no usual one.

    Redirects between the hosts are followed; a document of theirs has a server at one of them, or below.
    `timeout` is in seconds, of one request.
    """

    document: str = ""
    prose: tuple[str, ...] = ()
    hosts: tuple[str, ...] = field(default=(), converter=_lower)
    timeout: float = 60.0

    def name_sources(self) -> tuple[str, ...]:
        """Return what is read when nothing else is named, the document first; raises SpecError when that is nothing."""
        sources = tuple(filter(None, (self.document, *self.prose)))
        if not sources:
            raise SpecError(
                f"pyproject.toml has no document in {TABLE}; name it there, or say SOURCE=<file or address>"
            )
        return sources

    def owns(self, url: str) -> bool:
        """Return whether an address is on one of the hosts."""
        return _host_of(url) in self.hosts

    def name_page(self, url: str) -> str:
        """Return a name that is the same for all addresses of a page: on each of the hosts, with `.md` and without."""
        parts = urlsplit(url)
        host = self.hosts[0] if self.owns(url) else _host_of(url)
        return f"{host}{parts.path.removesuffix('.md').rstrip('/')}"

    def has_api_at(self, servers: Iterable[str]) -> bool:
        """Return whether one of the `servers` (hosts) is one of the hosts, or below one."""
        own = [re.sub(r":\d+$", "", host) for host in self.hosts]
        return any(server == host or server.endswith(f".{host}") for server in servers for host in own)


NOBODY = Vendor()
"""Without a table, nothing is known of the vendor."""


def read_vendor(project: Project) -> Vendor:
    """Return what the project's pyproject.toml says of the vendor; without a table, nothing is known.

    Raises SpecError for a file that is no TOML, or a table with other keys or values.
    """
    path = project.pyproject
    if not path.exists():
        return NOBODY
    try:
        tools = tomllib.loads(decode_text(read_file(path), path.name)).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path.name} is not usable TOML: {error}") from None
    table = tools.get("vendor-spec", {}) if isinstance(tools, dict) else {}
    if isinstance(table, dict) and isinstance(table.get("prose"), str):
        table = {**table, "prose": [table["prose"]]}
    try:
        vendor = _CONVERTER.structure(table, Vendor)
    except (BaseValidationError, TypeError) as error:
        what = transform_error(error)[0] if isinstance(error, BaseValidationError) else str(error)
        raise SpecError(f"{path.name}: {TABLE} cannot be used ({what[:120]}); mend it") from None
    bad = next((host for host in vendor.hosts if not _HOST.fullmatch(host)), None)
    if bad is not None:
        raise SpecError(f"{path.name}: {TABLE} has {bad[:80]!r} among its hosts, which is no host or host:port")
    if not 0 < vendor.timeout <= 600:
        raise SpecError(f"{path.name}: {TABLE} has a timeout of {vendor.timeout:g} seconds; give one up to 600")
    return vendor


def _text(value: Any, _: type) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(value: Any, _: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(_text(item, str) for item in value)


_CONVERTER = Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str, _text)
_CONVERTER.register_structure_hook_func(lambda type_: type_ == tuple[str, ...], _texts)


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return host if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{parts.port}"
