"""Sends requests to the target of a run, whatever client makes them; knows nothing of what their responses show."""

from collections.abc import Callable
from typing import Any, TypeVar

import requests
from attrs import frozen
from schemathesis import Case

from contract_tests.harness.target.mock.limits import MockLimits
from contract_tests.harness.target.mock.restarts import MockRestarts
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport

T = TypeVar("T")
TIMEOUT = {Kind.MOCK: (2.0, 5.0), Kind.LIVE: (5.0, 8.0)}  # seconds to connect, to read


@frozen
class Sender:
    """What the requests of test items go through; those for values before the run go by the transport alone.

    Attributes:
        limits: What the mock cannot take; on a live target nothing is held against it.
        restarts: Waits for a mock that died; on a live target it does nothing.
    """

    target: Target
    transport: Transport
    limits: MockLimits
    restarts: MockRestarts

    @property
    def timeout(self) -> tuple[float, float]:
        """Seconds to connect and to read."""
        return TIMEOUT[self.target.kind]

    def send(
        self,
        call: Callable[[], T],
        case: Case[Any],
        *,
        on_return: Callable[[], None],
        died: type[Exception] = requests.ConnectionError,
        hung: type[Exception] = requests.Timeout,
    ) -> T:
        """Return what `call` returns, which sends one request for `case`.

        A mock that died of another request is sent to again when it is back, and `on_return` is told. Raises what
        `call` raises: NotSent (BeyondMock, if the request would end the mock), `died` or `hung`.
        """
        self.limits.case = case
        try:
            return self.restarts.attempt(call, died=died, hung=hung, on_return=on_return)
        finally:
            self.limits.case = None
