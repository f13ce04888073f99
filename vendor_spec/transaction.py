"""Several files of a project written together: all new or all old, whatever happens on the way."""

import contextlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from vendor_spec.errors import SpecError
from vendor_spec.files import alone_in, write_through

FOLDER = ".vendor_spec.update"
READY = "ready"


def write_together(root: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (names in `root`), all or none: then it raises SpecError, or whatever interrupted it.

    Killed in the middle, it leaves notes from which `recover` brings the old files back.
    """
    folder, place = root / FOLDER, root
    try:
        with alone_in(root):
            _restore(root)
            try:
                was_there = {name: (root / name).exists() for name in files}
                for half in ("new", "old"):
                    (folder / half).mkdir(parents=True)
                for name, content in files.items():
                    place = root / name
                    write_through(folder / "new" / name, content)
                    if was_there[name]:
                        write_through(folder / "old" / name, place.read_bytes())
                write_through(folder / READY, json.dumps(was_there).encode())
                for name in files:
                    place = root / name
                    (folder / "new" / name).replace(place)
                # From here on the new files stand: the notes of the old ones go first.
                (folder / READY).unlink()
            finally:
                _restore(root)
    except OSError as error:
        raise SpecError(f"{place} cannot be written: {error.strerror}; nothing was changed") from None


def recover(root: Path) -> bool:
    """Bring back the files that an interrupted `write_together` was about to replace; return whether there were any.

    Waits for a `write_together` that is still at work. Raises SpecError when the files cannot be brought back.
    """
    if not (root / FOLDER).exists():
        return False
    try:
        with alone_in(root):
            return _restore(root)
    except OSError as error:
        raise SpecError(f"an interrupted update in {root} cannot be undone: {error.strerror}; try again") from None


def _restore(root: Path) -> bool:
    folder = root / FOLDER
    try:
        was_there = json.loads((folder / READY).read_bytes())
    except (FileNotFoundError, ValueError):
        was_there = {}  # nothing was replaced before the notes were complete
    for name in was_there:
        if was_there[name]:
            # One that is not there was brought back by a restoration that was interrupted itself.
            with contextlib.suppress(FileNotFoundError):
                (folder / "old" / name).replace(root / name)
        else:
            (root / name).unlink(missing_ok=True)
    (folder / READY).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return bool(was_there)
