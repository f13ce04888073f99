"""What names or holds many pages at once: an index in Markdown, a sitemap, the full text of a site."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.parsers import expat

from attrs import define, field, frozen
from markdown_it import MarkdownIt

from vendor_spec.errors import SpecError
from vendor_spec.files import decode_text
from vendor_spec.update.addresses import is_url, is_usable

PAGES = (".md", ".mdx", ".markdown")
DOCUMENTS = (".yaml", ".yml", ".json")
LONGEST = 2_000  # characters of an address
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,6}", re.IGNORECASE)
_SITEMAP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<[?][^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>\s*)*"
    rb"<(?:\w+:)?(?:urlset|sitemapindex)\b",
    re.DOTALL,
)
_PAGE_START = re.compile(r"^# [^\n]*\n+Source: *(https?://\S+) *$", re.MULTILINE)


@frozen
class Sitemap:
    """The pages that a sitemap lists, each with the date of its last change (empty when not given), and its parts."""

    pages: Mapping[str, str]
    sitemaps: tuple[str, ...]


def is_sitemap(content: bytes) -> bool:
    """Return whether a text is a sitemap, or an index of sitemaps."""
    return _SITEMAP.match(content[:65536]) is not None


def is_full_text(content: bytes) -> bool:
    """Return whether a text is one page after the other, each a title and a line with its source."""
    head = content[:4096].decode("utf-8", "replace").replace("\r\n", "\n").lstrip("\ufeff")
    return _PAGE_START.search(head) is not None


def suffix_of(link: str) -> str:
    """Return the suffix of a link in lower case, empty for the bare address of a page."""
    name = urlsplit(link).path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 and _SUFFIX.fullmatch(name[dot:]) else ""


def markdown_form(link: str) -> str:
    """Return the address (or path) at which a site serves the Markdown of a page."""
    path, mark, query = urldefrag(link).url.partition("?")
    return f"{path}{mark}{query}" if suffix_of(path) in PAGES else f"{path.rstrip('/')}.md{mark}{query}"


def find_links(content: bytes, base: str, name: str) -> list[str]:
    """Return where the index `name`, itself at `base`, links to: pages and documents, no images and the like."""
    links = [
        str(child.attrs["href"])
        for token in MarkdownIt("commonmark").parse(decode_text(content, name))
        for child in token.children or ()
        if child.type == "link_open"
    ]
    targets = [urldefrag(urljoin(base, link)).url for link in links if is_usable(link)]
    return [
        target
        for target in dict.fromkeys(targets)
        if urlsplit(target).path.strip("/")
        and (is_url(target) or not urlsplit(target).scheme)
        and suffix_of(target) in ("", *PAGES, *DOCUMENTS)
    ]


def read_sitemap(content: bytes, name: str) -> Sitemap:
    """Read a sitemap; raises SpecError, which names it, when it is no XML or declares a document type."""
    reader = _SitemapReader(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.take
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise SpecError(f"the sitemap {name} is no XML ({error}); is it the right file?") from None
    return Sitemap(reader.pages, tuple(reader.sitemaps))


@define
class _SitemapReader:
    name: str
    pages: dict[str, str] = field(factory=dict)
    sitemaps: list[str] = field(factory=list)
    texts: dict[str, str] = field(factory=dict)
    element: str = ""

    def start(self, tag: str, _: dict[str, str]) -> None:
        self.element = tag.rpartition(" ")[2]
        if self.element in ("url", "sitemap"):
            self.texts = {}

    def take(self, text: str) -> None:
        if self.element in ("loc", "lastmod"):
            self.texts[self.element] = (self.texts.get(self.element, "") + text)[:LONGEST]

    def end(self, tag: str) -> None:
        address, date = (self.texts.get(key, "").strip() for key in ("loc", "lastmod"))
        self.element = ""
        if tag.endswith(" url") or tag == "url":
            self.pages |= {address: date} if is_usable(address) else {}
        elif (tag.endswith(" sitemap") or tag == "sitemap") and is_usable(address):
            self.sitemaps.append(address)

    def refuse(self, *_: object) -> None:
        raise SpecError(f"the sitemap {self.name} declares a document type, which no sitemap needs; name its pages")


def cut_pages(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a site's full text, each with its address."""
    text = decode_text(content, name).replace("\r\n", "\n")
    starts = list(_PAGE_START.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=True):
        if not is_usable(match[1]):
            raise SpecError(f"{name} has a page whose source, {match[1][:120]}, is no address; is it the right file?")
        yield match[1], f"{text[match.start() : end].rstrip()}\n".encode()
