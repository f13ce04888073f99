"""Sends to a mock that may die or hang on a request: waits until it is back, and finds which request it was.

The controller of the run restarts the mock (`run/plugin.py`); here the processes that send agree on whose turn it is.
"""

import fcntl
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import requests
from attrs import frozen

T = TypeVar("T")

RETURN = 20.0  # seconds that a mock which died may take to come back
PAUSE = 0.1  # seconds between two looks at whether it is back


@frozen
class MockRestarts:
    """`turns` is a file that the processes of one run share; None on a live target, which nobody restarts."""

    base_url: str
    turns: Path | None

    def attempt(
        self,
        send: Callable[[], T],
        *,
        died: type[Exception],
        hung: type[Exception],
        on_return: Callable[[], None],
    ) -> T:
        """Return what `send` returns. If it raises `died`, send again, alone, and call `on_return` if that succeeds.

        Raises `hung` at once, and `died` for the request that brings the mock down twice; the mock is back by then.
        """
        if self.turns is None:
            return send()
        try:
            with self._turn(fcntl.LOCK_SH):
                return send()
        except hung:
            self._await_return()
            raise
        except died:
            # Several processes lose the mock at once: only who loses it again with nobody else sending is to blame.
            with self._turn(fcntl.LOCK_EX):
                if not self._await_return():
                    raise
                try:
                    response = send()
                except died:
                    self._await_return()
                    raise
        on_return()
        return response

    @contextmanager
    def _turn(self, kind: int) -> Generator[None, None, None]:
        assert self.turns is not None
        with self.turns.open("w") as file:
            fcntl.flock(file, kind)
            yield

    def _await_return(self) -> bool:
        deadline = time.monotonic() + RETURN
        with requests.Session() as session:
            session.trust_env = False
            while time.monotonic() < deadline:
                try:
                    session.get(self.base_url, timeout=2)
                except requests.RequestException:
                    time.sleep(PAUSE)
                else:
                    return True
        return False
