"""What the vendor is going to take away: warnings for those who use it, and the dates that its responses give."""

import datetime
import inspect
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .body_fields import body_of
from .kinds import is_array, is_object
from .model import plain
from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation

_CLIENT = f"{Path(__file__).parents[1]}{os.sep}"


def warn_of(operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any, told: set[str]) -> None:
    """Warn of what a call uses that the document calls deprecated, unless `told` holds the warning, and note it there.

    A warning is a `DeprecationWarning` about the first line on the stack that is not of this client.
    """
    for what, instead in _used(operation, arguments, body):
        message = f"{operation.name}: {what} is deprecated by the vendor{': ' if instead else ''}{instead}"
        if message not in told:
            told.add(message)
            warnings.warn(message, DeprecationWarning, stacklevel=_level_of_the_caller())


def _used(operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any) -> Iterator[tuple[str, str]]:
    deprecated = operation.deprecated
    if deprecated is None:
        return
    if deprecated.operation is not None:
        yield "this operation", deprecated.operation
    for name, instead in deprecated.arguments.items():
        if arguments.get(name) not in (None, UNSET):
            yield f"the argument {name}", instead
    if deprecated.fields:
        sent = plain(body_of(operation, arguments, body) if operation.body_fields else body)
        for steps, instead in deprecated.fields.items():
            if _holds(sent, steps):
                yield f"the field {'.'.join(steps)} of the body", instead


def _holds(value: Any, steps: tuple[str, ...]) -> bool:
    if is_array(value):
        return any(_holds(item, steps) for item in value)
    return not steps or (is_object(value) and steps[0] in value and _holds(value[steps[0]], steps[1:]))


def _level_of_the_caller() -> int:
    level, frame = 0, inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_CLIENT):
        level, frame = level + 1, frame.f_back
    return level


def date_of(value: str | None) -> datetime.datetime | None:
    """Return the date in a header `Deprecation` (RFC 9745: `@1688169599`) or `Sunset` (RFC 8594: an HTTP date).

    Either may have either form; None for what is no date. It is in UTC.
    """
    text = (value or "").partition(";")[0].strip()
    try:
        if re.fullmatch(r"@-?[0-9]{1,12}", text):
            return datetime.datetime.fromtimestamp(int(text[1:]), datetime.UTC)
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=date.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def log_once(logger: logging.Logger, operation: "Operation[Any]", headers: Mapping[str, str], told: set[str]) -> None:
    """Log what the headers of a response say of its operation, unless `told` holds that, and note it there."""
    said, key = said_by(headers), f"{operation.method} {operation.path}"
    if said and key not in told:
        told.add(key)
        logger.warning("%s %s", key, said)


def said_by(headers: Mapping[str, str]) -> str:
    """Return a clause about what the headers of a response say of its operation; empty when they say nothing."""
    parts: list[str] = []
    if is_deprecated(headers):
        date = date_of(headers.get("deprecation"))
        parts.append(f"is deprecated {f'since {date:%Y-%m-%d %H:%M:%S} UTC' if date else 'by the vendor'}")
    if "sunset" in headers:
        date = date_of(headers.get("sunset"))
        parts.append(f"is to end {f'on {date:%Y-%m-%d %H:%M:%S} UTC' if date else '(the date cannot be read)'}")
    return " and ".join(parts)


def is_deprecated(headers: Mapping[str, str]) -> bool:
    """Say whether the header `Deprecation` is there: a date, or `true` in the drafts of RFC 9745."""
    return headers.get("deprecation", "false").strip().lower() not in ("false", "?0", "")
