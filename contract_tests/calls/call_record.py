"""The file below `build/` that says which test call may be up; it outlives the program that placed the call."""

import json
from pathlib import Path

from attrs import frozen

from vendor_spec.files import write_file


@frozen
class CallRecord:
    """Present from before the call is placed until it has ended; it holds the id, once that is known, and no number."""

    path: Path

    @property
    def exists(self) -> bool:
        return self.path.exists()

    @property
    def id(self) -> str | None:
        """The call's id; None when the placing program was killed before it knew."""
        try:
            id_ = json.loads(self.path.read_bytes())["call_uuid"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return id_ if isinstance(id_, str) and id_ else None

    def write(self, id_: str | None) -> None:
        """Say that a call may be up. Raises SpecError when that cannot be written."""
        write_file(self.path, json.dumps({"call_uuid": id_}).encode())

    def clear(self) -> None:
        """Say that no call is up."""
        self.path.unlink(missing_ok=True)
