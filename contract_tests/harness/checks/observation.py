"""What one check sees in one response, or on the page about an operation, before it is a finding of the operation."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen
class Observation:
    """What was expected at one place, and what was observed there; the names are those of a `Finding`.

    Whoever makes one masks what comes from the response as it is put in, both in `observed` and in `data`.
    """

    kind: str
    location: str
    expected: str
    observed: str
    key: str = ""
    data: Mapping[str, Any] = field(factory=dict)
    seen: tuple[str, ...] = ()
