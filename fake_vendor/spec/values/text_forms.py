"""The form of a text (UUID, timestamp, opaque id, digits), and other texts of the same form."""

import re
import string
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)"
    r"(?:(?P<gap>[T ])(?P<time>\d\d:\d\d:\d\d)(?P<fraction>\.\d{1,9})?(?P<zone> ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
)
_OPAQUE = re.compile(r"(?=.*\d)(?P<prefix>[A-Za-z]{2,}[_-])(?P<rest>[0-9A-Za-z]{6,})")
_PLACEHOLDER = re.compile(r"X{4,}")
_DIGITS = re.compile(r"\+?\d{6,}")


def is_uuid(text: str) -> bool:
    """Return whether `text` is a UUID with its dashes."""
    return _UUID.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Return whether `text` looks made up for one resource: a UUID, `rec_8f2k1x`, a placeholder such as `MA_XXXXXX`."""
    return is_uuid(text) or _OPAQUE.fullmatch(text) is not None or _PLACEHOLDER.search(text) is not None


def is_digits(text: str) -> bool:
    """Return whether `text` is a number as telephones have it."""
    return _DIGITS.fullmatch(text) is not None


def read_time(text: str) -> datetime | None:
    """Return the moment that `text` names (UTC when it names no zone); None when it is no timestamp or date."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone = (match["zone"] or "Z").strip().replace("UTC", "Z")
    with suppress(ValueError):
        return datetime.fromisoformat(f"{match['date']}T{match['time'] or '00:00:00'}{match['fraction'] or ''}{zone}")
    return None


def shift_time(text: str, by: timedelta) -> str:
    """Return the timestamp `text` moved by `by`, written in the same layout."""
    match, moment = _TIME.fullmatch(text), read_time(text)
    if match is None or moment is None:
        return text
    moved = moment + by
    if match["time"] is None:
        return moved.strftime("%Y-%m-%d")
    fraction = f".{moved.microsecond:06d}000"[: len(match["fraction"] or "")]
    return f"{moved:%Y-%m-%d}{match['gap']}{moved:%H:%M:%S}{fraction}{match['zone'] or ''}"


def vary(text: str, seed: str) -> str:
    """Return another text of the same form, always the same one for a seed; `text` itself when it has no such form."""
    random = Random(f"{seed}:{text}")
    if is_uuid(text):
        uuid = str(UUID(int=random.getrandbits(128), version=4))
        return uuid.upper() if text != text.lower() else uuid
    if _PLACEHOLDER.search(text):
        letters = string.ascii_uppercase.replace("X", "") + string.digits
        return _PLACEHOLDER.sub(lambda run: "".join(random.choices(letters, k=len(run[0]))), text)
    opaque = _OPAQUE.fullmatch(text)
    if opaque is not None:
        alphabets = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
        alike = [next(filter(lambda alphabet: letter in alphabet, alphabets)) for letter in opaque["rest"]]
        return opaque["prefix"] + "".join(map(random.choice, alike))
    if is_digits(text):
        return text[:-4] + "".join(random.choices(string.digits, k=4))
    return text


def snake(name: str) -> str:
    """Return one name for `callUuid`, `Call-UUID` and `call_uuid`."""
    return re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).strip("_").lower()
