"""Changes as text for a terminal and as Markdown for a pull request."""

from collections.abc import Sequence

from vendor_spec.diff.change import Change, Rating
from vendor_spec.diff.changes import count
from vendor_spec.errors import printable

MOST_BREAKING = 200  # lines that are shown
MOST_OTHERS = 100  # of each of the other ratings
_ROOM = {rating: 12_000 if rating is Rating.BREAKING else 5_000 for rating in Rating}  # characters of Markdown
_LONGEST = 500  # characters of a line
_OPEN = 20  # lines of additive changes that a reader sees without a click


def render_text(changes: Sequence[Change]) -> str:
    """Return the changes a line each, the number of them last."""
    lines = []
    for rating in Rating:
        rated, left = _shown(changes, rating)
        lines += [f"{rating.value:<11}{printable(f'{change.place}: {change.text}')[:_LONGEST]}" for change in rated]
        lines += [f"{rating.value:<11}... and {left} more"] if left else []
    return "\n".join([*lines, count(list(changes))])


def render_markdown(changes: Sequence[Change]) -> str:
    """Return the changes as Markdown, in code: nothing of the document becomes a link or HTML.

    GitHub takes 65,536 characters for a pull request, which says more than this.
    """
    lines = ["## Changes in the vendor's document", "", count(list(changes))]
    for rating, room in _ROOM.items():
        rated, left = _shown(changes, rating)
        listed: list[str] = []
        for number, change in enumerate(rated):
            line = f"- {code(change.place)}: {code(change.text)}"
            room -= len(line)
            if room < 0:
                left += len(rated) - number
                break
            listed.append(line)
        if not rated:
            continue
        if left:
            listed.append(f"- and {left} more")
        if len(listed) > _OPEN and rating is not Rating.BREAKING:
            listed = ["<details><summary>The list</summary>", "", *listed, "", "</details>"]
        lines += ["", f"### {rating.value.capitalize()}", "", *listed]
    return "\n".join(lines) + "\n"


def code(text: str, longest: int = _LONGEST) -> str:
    """Return a text of the document as Markdown code, in which nothing of it has a meaning."""
    return f"`{printable(text)[:longest].replace('`', chr(39))}`"


def _shown(changes: Sequence[Change], rating: Rating) -> tuple[Sequence[Change], int]:
    rated = [change for change in changes if change.rating is rating]
    most = MOST_BREAKING if rating is Rating.BREAKING else MOST_OTHERS
    return rated[:most], max(0, len(rated) - most)
