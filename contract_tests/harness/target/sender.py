"""Sends requests to the target of a run, whatever client makes them; knows nothing of what their responses show.

A mock may die or hang on a request. The controller of the run restarts it (`run/plugin.py`); here the processes that
send agree on whose turn it is, and find which request it was.
"""

import fcntl
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from attrs import frozen

from contract_tests.harness.target.mock.server import responds
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport

T = TypeVar("T")
TIMEOUT = {Kind.MOCK: (2.0, 5.0), Kind.LIVE: (5.0, 8.0)}  # seconds to connect, to read
RETURN = 20.0  # seconds that a mock which died may take to come back
PAUSE = 0.1  # seconds between two looks at whether it is back


@frozen
class Sender:
    """What the requests of test items go through; those for values before the run go by the transport alone.

    Attributes:
        turns: A file that the processes of one run share; None for a target that nobody restarts.
    """

    target: Target
    transport: Transport
    turns: Path | None

    @property
    def timeout(self) -> tuple[float, float]:
        """Seconds to connect and to read."""
        return TIMEOUT[self.target.kind]

    def send(
        self,
        call: Callable[[], T],
        *,
        on_return: Callable[[], None],
        died: type[Exception] = requests.ConnectionError,
        hung: type[Exception] = requests.Timeout,
    ) -> T:
        """Return what `call` returns, which sends one request.

        If a mock died, the request is sent again, alone, and `on_return` is called if that succeeds. Raises what `call`
        raises: NotSent (BeyondMock, if the request would end the mock), `hung` at once, and `died` for the request that
        brings the mock down twice; the mock is back by then.
        """
        if self.turns is None:
            return call()
        try:
            with self.turns.open("w") as turn:
                fcntl.flock(turn, fcntl.LOCK_SH)
                return call()
        except hung:
            self._await_return()
            raise
        except died:
            # Several processes lose the mock at once: only who loses it again with nobody else sending is to blame.
            with self.turns.open("w") as turn:
                fcntl.flock(turn, fcntl.LOCK_EX)
                if not self._await_return():
                    raise
                try:
                    response = call()
                except died:
                    self._await_return()
                    raise
        on_return()
        return response

    def _await_return(self) -> bool:
        deadline, port = time.monotonic() + RETURN, urlsplit(self.target.base_url).port or 80
        while time.monotonic() < deadline:
            if responds(port, 2.0):
                return True
            time.sleep(PAUSE)
        return False
