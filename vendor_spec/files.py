"""Files that are either whole or untouched: written beside their place, then renamed into it."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from vendor_spec.errors import SpecError

LARGEST = 10 * 1024 * 1024  # bytes of a file that is read
MISSING = "run the command in the project's folder, or put the file there"
PATIENCE = 300.0  # seconds that a command waits for another one


def sha256_of(content: bytes) -> str:
    """Return the hexadecimal SHA-256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path, *, limit: int = LARGEST, missing: str = MISSING) -> bytes:
    """Return the bytes of `path`; raises SpecError when it is not there, not readable, or over `limit` bytes.

    `missing` says what to do when it is not there.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SpecError(f"{path} is no file but a folder or the like; name a file")
        if status.st_size > limit:
            raise SpecError(
                f"{path.name} has {status.st_size} bytes, more than the {limit} that are read; is it the right file?"
            )
        with path.open("rb") as file:
            return file.read(limit)  # it may grow
    except FileNotFoundError:
        folder = "this folder" if path.parent == Path() else path.parent
        raise SpecError(f"{path.name} is not in {folder}; {missing}") from None
    except OSError as error:
        raise SpecError(f"{path} cannot be read: {error.strerror}; mend that, or name another file") from None


def decode_text(content: bytes, name: str) -> str:
    """Return `content` as text, without a byte order mark; raises SpecError, which names it, when it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a half of either.

    Raises SpecError when the file cannot be written; the old file is then still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            beside = Path(folder) / path.name
            write_through(beside, content)
            beside.replace(path)
    except OSError as error:
        raise SpecError(f"{path} cannot be written: {error.strerror}; nothing was changed") from None


def write_through(path: Path, content: bytes) -> None:
    """Write a new file through to the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_tree(new: Path, place: Path) -> None:
    """Put the folder `new` where `place` is; the old folder is restored when that fails half-way."""
    aside = place.with_name(f".{place.name}.old")
    restore_tree(place)
    try:
        if place.exists():
            place.rename(aside)
        new.rename(place)
    finally:
        restore_tree(place)


def restore_tree(place: Path) -> None:
    """Undo what an interrupted `replace_tree` left: bring the old folder back, or clear it away."""
    aside = place.with_name(f".{place.name}.old")
    if not aside.exists():
        return
    if place.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(place)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only one at work in `folder`, which is there: others wait for us, and we for them, PATIENCE at most.

    Raises SpecError after that. The lock is the kernel's: it ends with the process that holds it, however that ends.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise SpecError(
                        f"another command has been at work in {folder} for {PATIENCE:g} seconds; "
                        "wait for its end, or end it"
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def tree_sha256(folder: Path) -> dict[str, str]:
    """Return relative path -> SHA-256 of every file below `folder`, byte code left out."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
