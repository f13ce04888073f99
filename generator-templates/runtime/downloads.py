"""The body of a success as a file: written as it comes, and in place under its name when it is complete."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, NamedTuple

import httpx

from .body import Body, UnusableBody
from .errors import ConfigurationError, VobizError
from .recording import Records

Destination = str | os.PathLike[str] | BinaryIO


class Download(NamedTuple):
    """What came with a file: `status`, `headers` (case-insensitive), `size` in bytes, and how often it was tried."""

    status: int
    headers: Mapping[str, str]
    size: int
    attempts: int

    def __repr__(self) -> str:
        return f"Download(status={self.status}, {self.size} bytes, attempts={self.attempts})"


class Target:
    """Where the bytes go: a new file beside its later place, or a file that the caller has opened.

    Raises `ConfigurationError` for what is no file to write to, and `OSError` where none can be made.
    """

    def __init__(self, to: Destination, most: int) -> None:
        self.most = most
        self.size = 0
        self.is_complete = False
        self.error: OSError | None = None
        self._path = self._beside = None
        if isinstance(to, str | os.PathLike):
            # Behind a link: the file there is replaced, and the link stays.
            self._path = Path(os.path.realpath(to))
            if self._path.exists() and not self._path.is_file():
                raise ConfigurationError(f"{to} is no file to replace: give the path of one, or an open file")
            self._beside = self._path.with_name(f".{os.urandom(8).hex()}.part")
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self._file: BinaryIO = os.fdopen(os.open(self._beside, flags, 0o666), "wb")
        else:
            self._file = to
            try:
                self._file.write(b"")
            except (AttributeError, TypeError, ValueError, OSError):
                raise ConfigurationError(
                    "download writes to a path, or to a file that is open in binary mode"
                ) from None
        self._start = self._file.tell() if self._file.seekable() else None

    def restart(self) -> None:
        """Take back what an attempt has written; raise `UnusableBody` where a file cannot go back."""
        self.is_complete = False
        if not self.size:
            return
        if self._start is None:
            raise UnusableBody("half of the body is written already, to a file that cannot go back")
        self._file.seek(self._start)
        self._file.truncate()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Raise `UnusableBody` when there is no room for a piece; `error` says why."""
        try:
            rest = memoryview(piece)
            while rest:
                # A file without a buffer may take a part.
                rest = rest[self._file.write(rest) or 0 :]
        except OSError as error:
            self.error = error
            raise UnusableBody(f"the file cannot be written: {error.strerror}") from None
        self.size += len(piece)

    def finish(self) -> None:
        """Put the file in its place."""
        self._file.flush()
        if self._path is not None and self._beside is not None:
            self._file.close()
            self._beside.replace(self._path)
            self._beside = None

    def discard(self) -> None:
        """Leave nothing of a body that is not complete; do nothing after `finish`."""
        if self._beside is not None:
            with suppress(OSError):
                self._file.close()
            self._beside.unlink(missing_ok=True)
        elif self._path is None and not self.is_complete and self._start is not None:
            with suppress(OSError, ValueError):
                self.restart()


_target: ContextVar[Target | None] = ContextVar("target", default=None)


class _FileBody(Body):
    blocks = True

    def __init__(self, encoding: str, target: Target, length: str) -> None:
        super().__init__(encoding, target.most)
        target.restart()
        self._target = target
        if self._decompressor is None and length.isdecimal() and int(length) > target.most:
            raise self.too_long()

    def keep(self, piece: bytes) -> None:
        self._target.write(piece)

    def content(self) -> bytes:
        if self._decompressor is not None and self.length and not self._decompressor.eof:
            raise UnusableBody("the body ends before it is complete")
        self._target.is_complete = True
        return b""


def body_of(response: httpx.Response) -> Body:
    """Return what takes the body of a response: memory, or the file of `saving` for a success."""
    encoding = "" if response.is_stream_consumed else response.headers.get("content-encoding", "")
    target = _target.get()
    if target is None or not response.is_success:
        return Body(encoding)
    return _FileBody(encoding, target, response.headers.get("content-length", ""))


def is_saved() -> bool:
    """Say whether the body that has come is in a file, so that there is nothing to read."""
    target = _target.get()
    return target is not None and target.is_complete


@contextmanager
def saving(to: Destination, most: int) -> Generator[Target]:
    """Write the body of the success that comes inside to a file, which is in place behind it, or not at all."""
    target = Target(to, most)
    token = _target.set(target)
    try:
        yield target
        target.finish()
    except VobizError:
        if target.error is None:
            raise
        error = target.error
    else:
        return
    finally:
        _target.reset(token)
        target.discard()
    raise error


def downloaded(target: Target, records: Records) -> Download:
    """Return what has come; raise `ConfigurationError` when nothing was sent."""
    if not target.is_complete:
        raise ConfigurationError("download takes a method of this client that sends a request")
    response, attempts = records[-1]
    return Download(response.status, response.headers, target.size, attempts)
