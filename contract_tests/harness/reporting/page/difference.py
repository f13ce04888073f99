"""What differs between two short texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MOST_TOKENS = 400  # the comparison is quadratic, and longer texts are not read word by word
ALIKE = 0.4  # texts that share less say different things altogether: marks would only be in the way


def mark_difference(expected: str, observed: str) -> tuple[Markup, Markup]:
    """Both texts as HTML: what only the first has in `<del>`, what only the second has in `<ins>`."""
    first, second = TOKEN.findall(expected), TOKEN.findall(observed)
    if len(first) + len(second) > MOST_TOKENS:
        return Markup.escape(expected), Markup.escape(observed)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.ratio() < ALIKE:
        return Markup.escape(expected), Markup.escape(observed)
    pairs = [(a.size, a.a, a.b) for a in matcher.get_matching_blocks() if "".join(first[a.a : a.a + a.size]).strip()]
    return (
        Markup().join(_parts(first, [(start, size) for size, start, _ in pairs], "del")),
        Markup().join(_parts(second, [(start, size) for size, _, start in pairs], "ins")),
    )


def _parts(tokens: list[str], shared: list[tuple[int, int]], tag: str) -> Iterator[Markup]:
    at = 0
    for start, size in [*shared, (len(tokens), 0)]:
        own = "".join(tokens[at:start])
        if own.strip():
            yield Markup("<{0}>{1}</{0}>").format(tag, own)
        else:
            yield Markup.escape(own)
        yield Markup.escape("".join(tokens[start : start + size]))
        at = start + size
