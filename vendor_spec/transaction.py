"""Several files of a project written together: all new or all old, whatever happens on the way."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from vendor_spec.errors import SpecError

FOLDER = ".vendor_spec.update"
READY = "ready"
LOCK = "lock"


def write_together(root: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (names in `root`), all or none: then it raises SpecError, or whatever interrupted it.

    Killed in the middle, it leaves notes from which `recover` brings the old files back.
    """
    recover(root)
    folder = root / FOLDER
    place = root
    try:
        with _lock(root / FOLDER):
            try:
                notes: dict[str, list[str]] = {"replaced": [], "added": []}
                for name, content in files.items():
                    place = root / name
                    _write(folder / "new" / name, content)
                    notes["replaced" if place.exists() else "added"].append(name)
                    if place.exists():
                        _write(folder / "old" / name, place.read_bytes())
                _write(folder / READY, json.dumps(notes).encode())
                for name in files:
                    place = root / name
                    (folder / "new" / name).replace(place)
                # From here on the new files stand: the notes of the old ones go first.
                (folder / READY).unlink()
            except BaseException:
                _restore(root)
                raise
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise SpecError(f"{place} cannot be written: {error.strerror}; nothing was changed") from None


def recover(root: Path) -> bool:
    """Bring back the files that an interrupted `write_together` was about to replace; whether there were any.

    Waits for a `write_together` that is still at work. Raises SpecError when the files cannot be brought back.
    """
    if not (root / FOLDER).exists():
        return False
    try:
        with _lock(root / FOLDER):
            is_interrupted = _restore(root)
            shutil.rmtree(root / FOLDER, ignore_errors=True)
    except OSError as error:
        raise SpecError(f"an interrupted update in {root} cannot be undone: {error.strerror}; try again") from None
    return is_interrupted


def _restore(root: Path) -> bool:
    folder = root / FOLDER
    ready = folder / READY
    try:
        notes = json.loads(ready.read_bytes())
    except (FileNotFoundError, ValueError):
        return False  # nothing was replaced before the notes were complete
    for name in notes["replaced"]:
        # One that is not there was brought back by a restoration that was interrupted itself.
        with contextlib.suppress(FileNotFoundError):
            (folder / "old" / name).replace(root / name)
    for name in notes["added"]:
        (root / name).unlink(missing_ok=True)
    ready.unlink()
    return True


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _lock(folder: Path) -> IO[str]:
    """Alone, until it is closed, with the notes of a project: two updates would restore each other's files."""
    while True:
        folder.mkdir(exist_ok=True)
        try:
            lock = (folder / LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Who held the lock before may have cleared the folder away, and with it this very file.
            if (folder / LOCK).stat().st_ino == os.fstat(lock.fileno()).st_ino:
                return lock
            lock.close()
        except FileNotFoundError:
            continue
