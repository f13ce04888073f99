"""Requests and their responses, a line of JSON each: the proof of what a client sent, and how fast."""

import json
from collections import deque
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, urlencode

from attrs import asdict, frozen

from fake_vendor.errors import VendorFault

KEPT = 100_000
HIDDEN = "***"


@frozen
class LogEntry:
    """One request. `time` in seconds since the epoch; `credentials` by scheme: absent, wrong or right, never the value.

    `status` is None when no response was sent; `drifts` are the selections that changed the response.
    """

    time: float
    method: str
    path: str
    query: str
    operation: str | None
    credentials: Mapping[str, str]
    status: int | None
    cause: str
    drifts: tuple[str, ...] = ()
    body_bytes: int = 0


class RequestLog:
    """Keeps the newest `entries`, oldest first, and appends all of them to `path` when there is one.

    Raises VendorFault when `path` cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self.entries: deque[LogEntry] = deque(maxlen=KEPT)
        self._file: IO[str] | None = None
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._file = path.open("a", encoding="utf-8", buffering=1)
            except OSError as error:
                raise VendorFault(f"the log {path} cannot be written: {error.strerror}") from None

    def add(self, entry: LogEntry) -> None:
        """Keep one more entry; for one thread at a time."""
        self.entries.append(entry)
        if self._file is not None:
            record = asdict(entry) | {"time": round(entry.time, 6)}
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Close the file, when every connection has ended."""
        if self._file is not None:
            self._file.close()


def hide(query: str, names: Collection[str]) -> str:
    """Return the query with the values of credentials in it replaced."""
    if not names:
        return query
    return urlencode([(k, HIDDEN if k in names else v) for k, v in parse_qsl(query, keep_blank_values=True)], safe="*")
