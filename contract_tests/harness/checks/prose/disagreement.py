"""One thing that prose and document say differently."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen
class Disagreement:
    """`expected` is what the document says, `observed` what the prose says, `line` where (0: no page).

    `values` are those that the page lists, if it is about values; `key` and `data` are as in `Finding`.
    """

    kind: str
    location: str
    expected: str
    observed: str
    line: int = field(default=0)
    values: tuple[str, ...] = ()
    key: str = ""
    data: Mapping[str, Any] = field(factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        """What has to agree for the disagreement to be gone."""
        return (self.kind, self.location)
