"""What `update` is given - files, folders, addresses, whatever a site publishes - as the texts behind it."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from attrs import define, field, frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.provenance import Served
from vendor_spec.prose.page import looks_like_html
from vendor_spec.update import listings
from vendor_spec.update.addresses import is_url, plain_address, refuse_bad_url, same_origin
from vendor_spec.update.documents import Documents
from vendor_spec.update.fetching import Fetched, Fetcher

MAX_PAGES = 2000
MAX_SITEMAPS = 30
_DOCUMENT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:#[^\n]*\n\s*|---\s*\n)*(?:\{|[\"']?(?:openapi|swagger)[\"']?\s*:)")


@frozen
class Text:
    """One page or document; `name` is what messages and claims call it, `served` what a document was made of."""

    name: str
    content: bytes = field(repr=False)
    is_document: bool = False
    served: tuple[Served, ...] = ()


@define
class Reading:
    """All texts of an update.

    `names` is what the provenance says of the sources: no folder of this machine, no query of an address. `is_whole`
    says whether the texts are the whole document and not only some of its operations. `failures` says, page by page,
    why one could not be had, `listed` are all the pages of a site that was read as a whole, by `Vendor.name_page`.
    """

    names: tuple[str, ...]
    texts: dict[str, Text] = field(factory=dict)
    is_whole: bool = False
    foreign_links: int = 0
    failures: dict[str, SpecError] = field(factory=dict)
    listed: set[str] = field(factory=set)

    @property
    def documents(self) -> list[Text]:
        return [text for text in self.texts.values() if text.is_document]

    @property
    def pages(self) -> list[Text]:
        return [text for text in self.texts.values() if not text.is_document]


@define
class Sources:
    """Reads sources; addresses through `fetcher`. `current` is the place of the document that is there already."""

    fetcher: Fetcher
    current: Path
    reading: Reading = field(factory=lambda: Reading(()))
    links: dict[str, str] = field(factory=dict)

    def read(self, sources: Sequence[str]) -> Reading:
        """Return the texts behind `sources`.

        Raises SpecError, naming the source, when one cannot be read; beside a document, prose may be missing.
        """
        for url in filter(is_url, sources):
            refuse_bad_url(url)
        self.reading = Reading(tuple(dict.fromkeys(map(_plain_name, sources))))
        came = self.fetcher.fetch_what_comes(list(filter(is_url, sources)))
        for source in sources:
            self.try_source(source, came.get(source))
        self.read_links()
        failed = [source for source in sources if source in self.reading.failures]
        for source in failed:
            is_document = source == self.fetcher.vendor.document or listings.suffix_of(source) in listings.DOCUMENTS
            if is_document or not self.reading.documents:
                raise self.reading.failures[source]
        return self.reading

    def try_source(self, source: str, got: Fetched | SpecError | None) -> None:
        """Take the texts of one source, all of them or, if it is an address that fails, none."""
        texts, links, listed = dict(self.reading.texts), dict(self.links), set(self.reading.listed)
        try:
            if isinstance(got, SpecError):
                raise got
            self.read_source(source, got)
        except SpecError as error:
            if got is None:
                raise
            self.reading.failures[source] = error
            self.reading.texts, self.links, self.reading.listed = texts, links, listed

    def read_source(self, source: str, got: Fetched | None) -> None:
        """Take the texts of one source, which was fetched (`got`) or is a file or folder."""
        path = Path(source)
        if got is None and path.is_dir():
            self.reading.is_whole = True
            self.read_files(_find_pages(path), path)
            return
        if got is None and path.exists() and not path.is_file():
            raise SpecError(f"{path} is neither a file nor a folder")
        content = read_file(path) if got is None else got.content
        base = got.at if got else ""
        name = _plain_name(source)
        if looks_like_html(content) and got and not listings.suffix_of(source):
            # The address of a page as a browser knows it: the Markdown is beside it.
            page = listings.markdown_form(source)
            self.take_page(page, self.fetcher.fetch([page])[page].content)
        elif listings.is_sitemap(content):
            self.reading.is_whole = True
            self.read_sitemaps(listings.read_sitemap(content, name), name)
        elif listings.is_full_text(content):
            self.read_full_text(content, name)
        elif _is_index(name, content):
            self.reading.is_whole = True
            self.read_index(content, base, name, path.parent)
        elif _is_document(name, content):
            self.reading.is_whole = True
            documents = Documents(self.fetcher, self.current)
            text, served = documents.take(content, source, got)
            self.reading.texts[self.key(source)] = Text(name, text, True, served)
        else:
            self.take_page(source, content)

    def read_files(self, pages: Sequence[str], folder: Path) -> None:
        """Take pages of a folder, named by their paths from there."""
        for page in pages:
            content = read_file(_inside(folder / page, folder))
            self.reading.texts.setdefault(page, _make_page(page, content))

    def read_index(self, content: bytes, base: str, name: str, folder: Path) -> None:
        """Take the pages and documents that an index links to, itself at `base`, or a file in `folder`."""
        links = listings.find_links(content, base, name)
        own = [link for link in links if not is_url(link) or self.is_own(link, base)]
        self.reading.foreign_links += len(links) - len(own)
        if not own:
            raise SpecError(f"the index {name} links to no page of its own; is it the right file?")
        self.read_files([listings.markdown_form(link) for link in own if not is_url(link)], folder)
        for link in filter(is_url, own):
            is_document = listings.suffix_of(link) in listings.DOCUMENTS
            self.links.setdefault(link if is_document else listings.markdown_form(link), "")

    def read_sitemaps(self, sitemap: listings.Sitemap, base: str) -> None:
        """Take the pages that a sitemap lists, and those of the sitemaps that it consists of."""
        sitemaps = [sitemap]
        known: set[str] = set()
        while sitemaps:
            pages = {page: date for part in sitemaps for page, date in part.pages.items()}
            own = {page: date for page, date in pages.items() if self.is_own(page, base)}
            self.reading.foreign_links += len(pages) - len(own)
            for page, date in own.items():
                if urlsplit(page).path.strip("/") and listings.suffix_of(page) in ("", *listings.PAGES):
                    self.links[listings.markdown_form(page)] = date
                    self.reading.listed.add(self.key(page))
            further = {link for part in sitemaps for link in part.sitemaps if self.is_own(link, base)} - known
            known |= further
            if len(known) > MAX_SITEMAPS:
                raise SpecError(f"{base} leads to more than {MAX_SITEMAPS} sitemaps; name the one with the API's pages")
            came = self.fetcher.fetch(sorted(further))
            sitemaps = [listings.read_sitemap(got.content, url) for url, got in came.items()]

    def read_full_text(self, content: bytes, name: str) -> None:
        """Take the pages of a site's full text."""
        for address, page in listings.cut_pages(content, name):
            self.reading.listed.add(self.key(address))
            self.reading.texts.setdefault(self.key(address), Text(_plain_name(address), page))
            if len(self.reading.texts) > MAX_PAGES:
                raise SpecError(f"{name} holds more than the {MAX_PAGES} pages that are read; is it the right file?")

    def read_links(self) -> None:
        """Fetch what index and sitemap lead to; what does not come is named and leaves its claims as they are."""
        if len(self.links) > MAX_PAGES:
            raise SpecError(
                f"{next(iter(self.links))} is one of {len(self.links)} pages, more than the {MAX_PAGES} that are read"
            )
        for link, got in self.fetcher.fetch_what_comes(list(self.links), self.links).items():
            try:
                if isinstance(got, SpecError):
                    raise got
                if listings.suffix_of(link) not in listings.DOCUMENTS:
                    self.take_page(link, got.content)
                elif _is_document(link, got.content) and self.key(link) not in self.reading.texts:
                    text, served = Documents(self.fetcher, self.current).take(got.content, link, got)
                    self.reading.texts[self.key(link)] = Text(_plain_name(link), text, True, served)
            except SpecError as error:
                self.reading.failures[link] = error

    def take_page(self, source: str, content: bytes) -> None:
        """Take a page, instead of the one that the full text of the site has of it."""
        name = _plain_name(source)
        self.reading.texts[self.key(source)] = _make_page(name, content)

    def is_own(self, link: str, base: str) -> bool:
        """Return whether a link leads to where it stands (`base`), or to another host of the vendor's."""
        return self.fetcher.vendor.owns(link) or (is_url(base) and same_origin(link, base))

    def key(self, source: str) -> str:
        return self.fetcher.vendor.name_page(source) if is_url(source) else _plain_name(source)


def _find_pages(folder: Path) -> list[str]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in listings.PAGES and path.is_file())
    if not paths:
        raise SpecError(f"{folder} holds no .md page; name the folder with the docs pages")
    return [path.relative_to(folder).as_posix() for path in paths]


def _inside(path: Path, folder: Path) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SpecError(f"{path.name} leads out of {folder.name or folder}; only pages inside are read")
    return path


def _make_page(name: str, content: bytes) -> Text:
    if looks_like_html(content):
        raise SpecError(
            f"{name} is an HTML page, perhaps a login page; the Markdown form is at its address with .md added"
        )
    return Text(name, content)


def _is_document(name: str, content: bytes) -> bool:
    suffix = listings.suffix_of(name)
    return suffix in listings.DOCUMENTS or (suffix not in listings.PAGES and _DOCUMENT.match(content) is not None)


def _is_index(name: str, content: bytes) -> bool:
    return name.lower().endswith(".txt") and _DOCUMENT.match(content) is None and not looks_like_html(content)


def _plain_name(source: str) -> str:
    return plain_address(source) if is_url(source) else Path(source).resolve().name
