"""Times as a reader wants them; what is no time is shown as it came."""

from datetime import datetime


def minute(moment: str) -> str:
    """`2026-07-31 04:00 UTC`, for an ISO 8601 time."""
    try:
        return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M %Z}".strip()
    except ValueError:
        return moment


def day(moment: str) -> str:
    """`2026-07-31`, for an ISO 8601 time."""
    return moment.partition("T")[0]


def duration(seconds: float) -> str:
    """`0.7 s`, `12 s`, `3 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
