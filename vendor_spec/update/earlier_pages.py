"""Pages that were fetched before, so that the next update fetches only what has changed."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from attrs import define, field, frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import sha256_of, write_file

# What a request says of the page that it has already, and where the earlier response said it.
VALIDATORS = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}


@frozen
class Cached:
    """A page, where it was in the end (`at`), the headers that ask for changes, and the date that a sitemap gave it."""

    content: bytes = field(repr=False)
    at: str
    validators: Mapping[str, str]
    date: str = ""


@define
class PageCache:
    """Pages by address in `folder`, each in a file that broken is as good as none.

    A file is a line with the SHA-256 of the rest, a line with validators and date, and the page.
    """

    folder: Path
    new: dict[str, Cached] = field(factory=dict)

    def read(self, url: str) -> Cached | None:
        """Return the page that was at `url`, if it is known."""
        try:
            digest, _, rest = self._place(url).read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest != sha256_of(rest).encode():
            return None
        head, _, content = rest.partition(b"\n")
        record = json.loads(head)
        return Cached(content, record["at"], record["validators"], record["date"])

    def remember(self, url: str, page: Cached) -> None:
        """Take a page for `keep`, unless nothing could ever tell that it is unchanged."""
        if page.validators or page.date:
            self.new[url] = page

    def keep(self) -> None:
        """Write what is to be remembered; it only saves time, so a full disk is no error."""
        with contextlib.suppress(SpecError):
            for url, page in self.new.items():
                head = json.dumps({"at": page.at, "validators": dict(page.validators), "date": page.date})
                rest = head.encode() + b"\n" + page.content
                write_file(self._place(url), sha256_of(rest).encode() + b"\n" + rest)

    def _place(self, url: str) -> Path:
        return self.folder / f"{sha256_of(url.encode())}.cached"
