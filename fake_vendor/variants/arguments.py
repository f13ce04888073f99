"""Reads the arguments of switches."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from fake_vendor.errors import VendorFault

Option = TypeVar("Option")


def choose(word: str, options: Mapping[str, Option]) -> Option:
    """Return the option that `word` says; raises VendorFault for an unknown word."""
    if word not in options:
        raise VendorFault(f"{word} is not one of {', '.join(options)}")
    return options[word]


def read_seconds(text: str) -> float:
    """Return a number of seconds; raises VendorFault for anything else."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise VendorFault(f"{text} is not a number of seconds from 0 to 3600")
    return seconds


def read_value(text: str, like: Any) -> Any:
    """Return what `text` means in the place of the value `like`: itself for a text, else the JSON that it is."""
    if isinstance(like, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
