"""What `update` is given - files, folders, addresses, an index of pages - as the texts behind it."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from attrs import define, field, frozen
from markdown_it import MarkdownIt

from vendor_spec.errors import SpecError
from vendor_spec.files import decode_text, read_file
from vendor_spec.prose.page import looks_like_html
from vendor_spec.update.fetching import Fetcher, is_url, same_origin

PAGES = (".md", ".mdx", ".markdown")
DOCUMENTS = (".yaml", ".yml", ".json")
MAX_PAGES = 2000
_DOCUMENT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:#[^\n]*\n\s*|---\s*\n)*(?:\{|[\"']?(?:openapi|swagger)[\"']?\s*:)")


@frozen
class Text:
    """One page or document; `name` is what messages and claims call it."""

    name: str
    content: bytes = field(repr=False)
    is_document: bool


@frozen
class Reading:
    """All texts of an update; `is_whole` when they are the whole document and not only some of its operations.

    `names` is what the provenance says of the sources: no folder of this machine, no query of an address.
    """

    texts: tuple[Text, ...]
    names: tuple[str, ...]
    is_whole: bool
    foreign_links: int = 0


@define
class Sources:
    """Reads sources; addresses through `fetcher`."""

    fetcher: Fetcher
    foreign_links: int = 0

    def read(self, sources: Sequence[str]) -> Reading:
        """Return the texts behind `sources`; raises SpecError, naming the source, when one cannot be read."""
        contents = self.fetcher.fetch(list(filter(is_url, sources)))
        readings = [self.read_source(source, contents.get(source)) for source in sources]
        texts = tuple(text for more, _ in readings for text in more)
        names = tuple(dict.fromkeys(_plain_name(source) for source in sources))
        return Reading(texts, names, any(is_whole for _, is_whole in readings), self.foreign_links)

    def read_source(self, source: str, content: bytes | None) -> tuple[list[Text], bool]:
        """Return the texts of one source (`content` if it is an address), and whether they are a whole document."""
        path = Path(source)
        if content is None and path.is_dir():
            return self.read_pages(_find_pages(path), path), True
        if content is None and path.exists() and not path.is_file():
            raise SpecError(f"{path} is neither a file nor a folder")
        content = read_file(path) if content is None else content
        name = _plain_name(source)
        if _is_index(name, content):
            return self.read_pages(self.find_links(content, source if is_url(source) else ""), path.parent), True
        text = _make_text(name, content)
        return [text], text.is_document

    def read_pages(self, links: Sequence[str], folder: Path) -> list[Text]:
        """Return the pages at `links`: addresses, or paths from `folder` that stay inside of it."""
        if len(links) > MAX_PAGES:
            raise SpecError(f"{links[0]} is one of {len(links)} pages, more than the {MAX_PAGES} that are read")
        pages = self.fetcher.fetch(list(filter(is_url, links)))
        return [
            _make_text(_plain_name(link), pages[link])
            if link in pages
            else _make_text(link, read_file(_inside(folder / link, folder)))
            for link in links
        ]

    def find_links(self, content: bytes, base: str) -> list[str]:
        """Return the pages that an index links to, on its own host only."""
        name = f"the index {base or 'of pages'}"
        targets = [
            urljoin(base, str(child.attrs["href"])).partition("#")[0]
            for token in MarkdownIt("commonmark").parse(decode_text(content, name))
            for child in token.children or ()
            if child.type == "link_open"
        ]
        pages = [target for target in dict.fromkeys(targets) if urlsplit(target).path.lower().endswith(PAGES)]
        own = [page for page in pages if not base or same_origin(page, base)]
        self.foreign_links += len(pages) - len(own)
        if not own:
            raise SpecError(f"{name} links to no .md page of its own; is it the right file?")
        return own


def _find_pages(folder: Path) -> list[str]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PAGES and path.is_file())
    if not paths:
        raise SpecError(f"{folder} holds no .md page; name the folder with the docs pages")
    return [path.relative_to(folder).as_posix() for path in paths]


def _inside(path: Path, folder: Path) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SpecError(f"{path.name} leads out of {folder.name or folder}; only pages inside are read")
    return path


def _make_text(name: str, content: bytes) -> Text:
    if looks_like_html(content):
        raise SpecError(
            f"{name} is an HTML page, perhaps a login page; the Markdown form is at its address with .md added"
        )
    suffix = Path(urlsplit(name).path).suffix.lower()
    is_document = suffix in DOCUMENTS or (suffix not in PAGES and _DOCUMENT.match(content) is not None)
    return Text(name, content, is_document)


def _is_index(path: str, content: bytes) -> bool:
    return path.lower().endswith(".txt") and _DOCUMENT.match(content) is None and not looks_like_html(content)


def _plain_name(source: str) -> str:
    if is_url(source):
        parts = urlsplit(source)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"
    return Path(source).resolve().name
