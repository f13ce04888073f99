"""Ctrl-C and signals, noted instead of raised: whoever is told that a call was placed still hears its id."""

import signal
import time

from attrs import define

from contract_tests.harness.errors import RunFault


class Interrupted(RunFault):
    """A signal ends the program (exit status 130)."""

    status = 130


@define
class Interruption:
    """Whether a signal has come."""

    is_noted: bool = False

    def install(self) -> None:
        """Take over Ctrl-C, termination and the end of the terminal."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def check(self) -> None:
        """Raise Interrupted if a signal has come."""
        if self.is_noted:
            raise Interrupted("interrupted; no test call is up")

    def pause(self, seconds: float) -> None:
        """Wait so many seconds, or until a signal comes."""
        until = time.monotonic() + seconds
        while not self.is_noted and time.monotonic() < until:
            time.sleep(0.05)

    def _note(self, *_: object) -> None:
        self.is_noted = True
