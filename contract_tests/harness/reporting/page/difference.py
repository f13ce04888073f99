"""What differs between two short texts, word by word."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from markupsafe import Markup

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MOST_TOKENS = 400  # between what both begin and end with: the comparison of that is quadratic
ALIKE = 0.5  # texts that share no more say different things altogether: marks would only be in the way
REMARK = re.compile(r"\s\([^()]*\)$")  # such as on which line of a page it says so


def mark_difference(expected: str, observed: str) -> tuple[Markup, Markup]:
    """Both texts as HTML: what only the first has in `<del>`, what only the second has in `<ins>`."""
    remarks = [match[0] if (match := REMARK.search(text)) else "" for text in (expected, observed)]
    first, second = (TOKEN.findall(REMARK.sub("", text)) for text in (expected, observed))
    start = _count_alike(first, second)
    end = _count_alike(first[start:][::-1], second[start:][::-1])
    middle, other = (tokens[start : len(tokens) - end] for tokens in (first, second))
    if len(middle) + len(other) > MOST_TOKENS:
        return Markup.escape(expected), Markup.escape(observed)
    places = [(0, 0, start), (len(first) - end, len(second) - end, end)]
    matches = SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks()
    places[1:1] = [(start + match.a, start + match.b, match.size) for match in matches]
    # Spaces alone are nothing that two texts share.
    places = [place for place in places if "".join(first[place[0] :][: place[2]]).strip()]
    shared = [token for at, _, size in places for token in first[at : at + size]]
    signs, words = (_share(shared, [*first, *second], letter) for letter in (r"\S", r"\w"))
    if signs <= ALIKE or words < ALIKE:
        return Markup.escape(expected), Markup.escape(observed)
    return (
        Markup().join([*_parts(first, [(at, size) for at, _, size in places], "del"), remarks[0]]),
        Markup().join([*_parts(second, [(at, size) for _, at, size in places], "ins"), remarks[1]]),
    )


def _count_alike(first: Iterable[str], second: Iterable[str]) -> int:
    """Return how many tokens both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _share(shared: Iterable[str], tokens: Iterable[str], letter: str) -> float:
    """Return how much of both texts they share, of the tokens that begin with a letter of this kind; 1 of none."""
    counts = [sum(bool(re.match(letter, token)) for token in some) for some in (shared, tokens)]
    return 2 * counts[0] / counts[1] if counts[1] else 1


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
