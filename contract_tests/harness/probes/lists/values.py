"""How two values of a field stand to each other, as far as that is beyond doubt."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_DIGITS = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


def compare(first: Any, second: Any) -> int:
    """Return -1 if the first value is the smaller one, 1 if it is the larger, 0 if they are alike, or it is unclear.

    Numbers and times are compared as what they are. Texts differ in their order from one language to the other: they
    count from the first letter on in which they differ, if that is one of ASCII in both.
    """
    if _is_number(first) and _is_number(second):
        return _sign(first, second)
    if not isinstance(first, str) or not isinstance(second, str):
        return 0
    if (times := (time_of(first), time_of(second))) != (None, None):
        return 0 if None in times else _sign(*times)
    if _DIGITS.fullmatch(first) and _DIGITS.fullmatch(second):
        by_number, by_text = _sign(float(first), float(second)), _sign(first, second)
        return by_number if by_number == by_text else 0
    by_letter = _compare_texts(first, second)
    return by_letter if by_letter == _compare_texts(first.casefold(), second.casefold()) else 0


def time_of(value: Any) -> datetime | None:
    """Return the moment that a text names, in ISO 8601 or as mail has it (RFC 5322); None where it is not a time."""
    if not isinstance(value, str) or not re.search(r"\d{2}", value) or len(value) > 60:
        return None
    try:
        moment = datetime.fromisoformat(value) if re.match(r"\d{4}-", value) else parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _compare_texts(first: str, second: str) -> int:
    for one, other in zip(first, second, strict=False):
        if one != other:
            are_letters = one.isascii() and other.isascii() and one.isalpha() and other.isalpha()
            return _sign(one, other) if are_letters else 0
        if not one.isascii():
            return 0
    return 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sign(first: Any, second: Any) -> int:
    return 1 if first > second else -1 if first < second else 0
