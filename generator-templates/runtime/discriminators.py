"""The reader for objects that a discriminator tells apart: see `readers`."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .kinds import is_object

_MOST_READERS = 4096  # kept, so that the same expression in a model is the same reader each time


def tagged(
    name: str, readers: tuple[tuple[str, Callable[[Any], Any]], ...], other: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    """Read an object by the value of its field `name`, the discriminator; all else, new values too, with `other`."""
    return _tagged(name, readers, other)


@lru_cache(_MOST_READERS)
def _tagged(
    name: str, readers: tuple[tuple[str, Callable[[Any], Any]], ...], other: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    known = dict(readers)

    def read(value: Any) -> Any:
        tag = value.get(name) if is_object(value) else None
        # The document's values are text, also where the field is a number or a boolean.
        text = tag if isinstance(tag, str) else json.dumps(tag) if isinstance(tag, int) else ""
        return known.get(text, other)(value)

    return read
