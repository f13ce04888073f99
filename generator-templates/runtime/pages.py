"""Page after page of a list operation: which arguments the next request has, and when the list has ended."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError
from .model import state_of

if TYPE_CHECKING:
    from .operation import Operation


class Cursor:
    """The place in a list, moved on by what the pages hold: a server may give fewer items than were asked for."""

    def __init__(self, operation: "Operation[Any]", arguments: Mapping[str, Any]) -> None:
        if operation.paging is None:
            raise ConfigurationError(f"{operation.name}: the document shows no pages for this operation")
        self._paging = operation.paging
        self.arguments = dict(arguments)
        start = self.arguments.get(operation.paging.position)
        if not isinstance(start, int | None):
            raise ConfigurationError(f"{operation.name}: {operation.paging.position} must be a whole number")
        self._last: Any = None
        self.is_at_start = True

    def accepts(self, page: Any) -> bool:
        """Say whether this page still belongs to the list, and move on behind it.

        An empty page ends the list; so does one equal to the last, from a server that ignores the position.
        """
        state = state_of(page)
        count = self._count(page)
        belongs = self.is_at_start or (count > 0 and state != self._last)
        self.is_at_start = False
        self._last = state
        position = self.arguments.get(self._paging.position)
        here = self._paging.first if position is None else position
        self.arguments[self._paging.position] = here + (count if self._paging.counts == "items" else 1)
        return belongs

    def is_at_end(self, page: Any) -> bool:
        """Say whether this page was empty, so that no other can follow."""
        return self._count(page) == 0

    def _count(self, page: Any) -> int:
        lists = [getattr(page, name, None) for name in self._paging.lists] or [page]
        return max(len(items or ()) for items in lists)
