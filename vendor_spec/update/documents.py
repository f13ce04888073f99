"""A whole document as it comes, made into the text of openapi.yaml: with all that it refers to, and to be reviewed."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
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


@frozen
class Documents:
    """Takes documents; what one refers to is fetched by `fetcher`, or read in the folder of its file."""

    fetcher: Fetcher

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
        vendor = self.fetcher.vendor
        if got and vendor.owns(source) and not vendor.is_served_by(value):
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
