"""One HTML or MDX tag that stands in a page's text."""

import re
from html.parser import HTMLParser

from attrs import frozen

COMPONENTS = ("paramfield", "responsefield")
_BRACES = re.compile(r"=\{\s*([^{}]*?)\s*\}")


@frozen
class Tag:
    """`name` and the names of `attributes` are in lower case; an attribute without a value has an empty one."""

    name: str
    attributes: dict[str, str]
    is_end: bool = False
    is_empty: bool = False


def read_tag(source: str) -> Tag | None:
    """Return the tag that `source` is; None for a comment or anything else in angle brackets."""
    parser = _TagParser()
    # MDX writes `required={true}`; HTML's own parser would take the brace for a part of the value.
    parser.feed(_BRACES.sub(lambda match: f'="{match[1].strip(chr(34))}"', source))
    return parser.tag


class _TagParser(HTMLParser):
    tag: Tag | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = Tag(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = Tag(tag, {name: value or "" for name, value in attrs}, is_empty=True)

    def handle_endtag(self, tag: str) -> None:
        self.tag = Tag(tag, {}, is_end=True)
