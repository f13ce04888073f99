"""Whether two values mean the same, however an API spells them: what it was sent, and what it sends back."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?")
PHONE = re.compile(r"\+?[\d\s()./-]{5,40}")
MASK = re.compile(r"[*\u2022\u00b7]{2,}|(?i:^x{3,})")
MOST_ITEMS = 200  # of a list that are compared


def is_same(sent: Any, received: Any) -> bool:
    """Return whether a received value means what was sent; nothing, an empty text and an empty list mean the same.

    An object may have more fields than were sent, and a list may have another order.
    """
    if sent == received and isinstance(sent, bool) == isinstance(received, bool):
        return True
    if is_empty(sent) or is_empty(received):
        return is_empty(sent) and is_empty(received)
    if isinstance(sent, dict) and isinstance(received, dict):
        return all(is_same(value, received.get(name)) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(received, list):
        return _are_same(sent, received)
    if isinstance(sent, dict | list) or isinstance(received, dict | list):
        return False
    return _is_same_text(_spell(sent), _spell(received))


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing."""
    return value is None or value in ("", [], {})


def is_masked(value: Any) -> bool:
    """Return whether a text is there only in part, as a card number or a key may be."""
    return isinstance(value, str) and MASK.search(value) is not None


def _are_same(sent: list[Any], received: list[Any]) -> bool:
    if len(sent) != len(received) or len(sent) > MOST_ITEMS:
        return len(sent) == len(received)
    left = list(received)
    for value in sent:
        twin = next((place for place, other in enumerate(left) if is_same(value, other)), None)
        if twin is None:
            return False
        del left[twin]
    return True


def _spell(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return unicodedata.normalize("NFC", text).strip()


def _is_same_text(sent: str, received: str) -> bool:
    if sent == received:
        return True
    for read in (_read_number, _read_moment, _read_uuid, _read_phone, _read_word):
        first, second = read(sent), read(received)
        if first is not None and first == second:
            return True
    return False


def _try(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (ValueError, OverflowError):
        return None


def _read_number(text: str) -> float | None:
    return float(text) if NUMBER.fullmatch(text) else None


def _read_moment(text: str) -> datetime | None:
    """Return a date or a time, to the second: more is lost where it is stored."""
    moment: datetime | None = _try(lambda: datetime.fromisoformat(text)) if "-" in text else None
    if moment is None:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    utc: datetime | None = _try(lambda: moment.astimezone(UTC).replace(microsecond=0))
    return utc


def _read_uuid(text: str) -> UUID | None:
    uuid: UUID | None = _try(lambda: UUID(text)) if len(text) >= 32 else None
    return uuid


def _read_phone(text: str) -> str | None:
    return re.sub(r"\D", "", text) if PHONE.fullmatch(text) else None


def _read_word(text: str) -> str | None:
    """Return an address, a host or a code as it is compared: without regard to case, or to a slash at its end."""
    is_word = text.isascii() and not re.search(r"\s", text) and re.search(r"[@.:/_-]|^.{1,3}$", text)
    return text.casefold().rstrip("/") if is_word else None
