"""One change between two versions of the document, and how it is rated."""

from enum import StrEnum

from attrs import frozen


class Rating(StrEnum):
    """What a change means for a client of the old version; the worst comes first."""

    BREAKING = "breaking"  # it may fail
    DEPRECATED = "deprecated"  # it works, and will fail one day
    ADDITIVE = "additive"  # it works, and there is more
    NOTICE = "notice"  # it works, and what it sees is the same or less


class Direction(StrEnum):
    """Who sends a value: the client, in a request, or the API, in a response."""

    REQUEST = "request"
    RESPONSE = "response"

    def rate(self, *, narrower: bool) -> Rating:
        """Return how fewer values than before (`narrower`), or more values, are rated by who has to take them.

        A client reads what it knew when less comes, and cannot send what it sent when less is taken.
        """
        if self is Direction.REQUEST:
            return Rating.BREAKING if narrower else Rating.ADDITIVE
        return Rating.NOTICE if narrower else Rating.ADDITIVE


@frozen
class Difference:
    """A change at one place: `where` inside an operation, `kind` for who counts, `text` for who reads."""

    rating: Rating
    kind: str
    where: str
    text: str

    @property
    def sentence(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


@frozen
class Change:
    """One change for a client, with the labels of the operations that have it; none for the document as a whole."""

    rating: Rating
    kind: str
    text: str
    operations: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, in one line: the operation, and how many more."""
        if not self.operations:
            return "the document"
        first, *others = self.operations
        if not others:
            return first
        return f"{first} and {len(others)} more operation{'s' if len(others) > 1 else ''}"
