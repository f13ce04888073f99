"""A whole document as it comes, made into the text of openapi.yaml: with all that it refers to, and to be reviewed."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, sha256_of
from vendor_spec.openapi.provenance import Served
from vendor_spec.openapi.yaml_text import dump_document, load_yaml
from vendor_spec.prose.page import looks_like_html
from vendor_spec.update.addresses import is_url, plain_address, same_origin
from vendor_spec.update.bundling.bundle import bundle
from vendor_spec.update.fetching import Fetched, Fetcher
from vendor_spec.update.vendor import TABLE

MAX_BYTES = 100 * 1024 * 1024  # of all texts of a document
WRITTEN = "# The vendor's document, written as YAML by `python -m vendor_spec update`; it came as JSON.\n"
BUNDLED = (
    "# The vendor's document, put together by `python -m vendor_spec update` from all the files that it refers to.\n"
)

# Where documents have their servers that a docs platform puts into a new site.
_SANDBOXES = {"sandbox.mintlify.com"}


@frozen
class Documents:
    """Takes documents; what one refers to is fetched by `fetcher`, or read in the folder of its file.

    `current` is the document that is there already, if there is one.
    """

    fetcher: Fetcher
    current: Path

    def take(self, content: bytes, source: str, got: Fetched | None) -> tuple[bytes, tuple[Served, ...]]:
        """Return the text of openapi.yaml for the document `content` of `source`, and what it was made of.

        YAML that refers to nothing outside stays byte for byte. Raises SpecError for a document of somebody else at an
        address of the vendor's, and for references that cannot be followed.
        """
        name = plain_address(source) if got else Path(source).name
        if looks_like_html(content):
            raise SpecError(f"{name} is an HTML page and no document; is the address right?")
        value = load_yaml(content, name)
        served = (Served(name, sha256_of(content), got.etag if got else ""),)
        if not (isinstance(value, dict) and "openapi" in value):
            return content, served
        if self.is_placeholder(value, source if got else ""):
            raise SpecError(
                f"{name} is not the vendor's document, perhaps a placeholder: its servers are at no host of {TABLE}; "
                "name another document, or the host there"
            )
        base = got.at if got else Path(source).resolve().as_uri()
        bundled, texts = bundle(value, base, lambda uris: self.read(uris, base))
        if texts:
            folder = f"{base.rpartition('/')[0]}/"
            parts = (Served(_part_name(uri, folder), sha256_of(text)) for uri, text in texts.items())
            return (BUNDLED + dump_document(bundled)).encode(), (*served, *sorted(parts, key=lambda part: part.source))
        return ((WRITTEN + dump_document(value)).encode() if _is_json(content) else content), served

    def is_placeholder(self, content: dict[str, Any], url: str) -> bool:
        """Return whether a document is a docs platform's own, or at an address of the vendor's (`url`) but not theirs.

        Theirs has a server at one of their hosts or below, or where the document has one that is there already.
        """
        servers = set(_server_hosts(content))
        if not servers or servers <= _SANDBOXES:
            return bool(servers)
        vendor = self.fetcher.vendor
        if not (vendor.hosts and url and vendor.owns(url)) or vendor.has_api_at(servers):
            return False
        try:
            return servers.isdisjoint(_server_hosts(load_yaml(read_file(self.current), self.current.name)))
        except SpecError:
            return True

    def read(self, uris: Sequence[str], base: str) -> Mapping[str, bytes]:
        """Return the texts at `uris`, to which the document at `base` refers: of its origin, or below its folder."""
        if is_url(base) and not base.startswith("file:"):
            for uri in uris:
                if not same_origin(uri, base):
                    raise SpecError(
                        f"{plain_address(base)} refers to {uri[:120]}, which is of another origin; no such text is read"
                    )
            return {uri: got.content for uri, got in self.fetcher.fetch(uris).items()}
        folder = _path(base).parent
        texts: dict[str, bytes] = {}
        for uri in uris:
            path = _path(uri)
            if not uri.startswith("file:///") or not path.resolve().is_relative_to(folder):
                shown = os.path.relpath(path, folder)[:120] if uri.startswith("file:///") else uri[:120]
                raise SpecError(
                    f"{_path(base).name} refers to {shown}, which is no file in its folder; "
                    "name the address of the document, or put the file there"
                )
            texts[uri] = read_file(path)
            if sum(map(len, texts.values())) > MAX_BYTES:
                raise SpecError(f"{_path(base).name} refers to more than {MAX_BYTES} bytes; is it the right document?")
        return texts


def _path(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))


def _part_name(uri: str, folder: str) -> str:
    return unquote(uri.removeprefix(folder)) if uri.startswith("file:") else plain_address(uri)


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _server_hosts(content: Any) -> Iterator[str]:
    """Yield the hosts that the servers of a document name, whatever form it has; a variable stands for its default."""
    paths = content.get("paths") if isinstance(content, dict) else None
    items = [item for item in paths.values() if isinstance(item, dict)] if isinstance(paths, dict) else []
    methods = [part for item in items for part in item.values() if isinstance(part, dict)]
    for holder in (content, *items, *methods):
        servers = holder.get("servers") if isinstance(holder, dict) else None
        for server in servers if isinstance(servers, list) else ():
            url = server.get("url") if isinstance(server, dict) else None
            if not isinstance(url, str):
                continue
            variables = server.get("variables") if isinstance(server.get("variables"), dict) else {}
            for name, variable in variables.items():
                default = variable.get("default") if isinstance(variable, dict) else None
                url = url.replace(f"{{{name}}}", str(default))
            try:
                host = urlsplit(url).hostname
            except ValueError:
                continue
            if host:
                yield host
