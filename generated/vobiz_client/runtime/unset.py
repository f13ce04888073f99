# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The value of a field that the response did not hold, so that "absent" and `null` stay two things."""

from typing import Final, Literal


class Unset:
    """The type of `UNSET`. It is false, so `call.from_ or "unknown"` works."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # Pickled by name: models compare with `is UNSET`, so a second instance must never exist.
        return "UNSET"


UNSET: Final = Unset()
