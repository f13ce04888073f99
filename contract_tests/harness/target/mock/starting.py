"""The start of a run's mock, which takes a second in which much else can be done."""

import json
import threading
from typing import Self

from attrs import define, field

from contract_tests.harness.target.mock.served import make_served
from contract_tests.harness.target.mock.server import MockServer
from vendor_spec.files import write_file
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.project import OWN


@define(eq=False)  # pytest keeps its plugins in a set
class StartingMock:
    """A mock of a corrected document that starts beside the caller; end it with `stop`, whatever becomes of it."""

    corrected: CorrectedDocument
    _mock: MockServer
    _thread: threading.Thread = field(init=False)
    _error: BaseException | None = field(default=None, init=False)

    @classmethod
    def begin(cls, corrected: CorrectedDocument, port: int | None = None) -> Self:
        """Begin to start a mock on a port; on a free one if none is given."""
        served = OWN.build / "mock.json"
        write_file(served, json.dumps(make_served(corrected.content)).encode())
        starting = cls(corrected, MockServer(document=served, root=OWN.root, log=OWN.build / "prism.log", port=port))
        starting._thread = threading.Thread(target=starting._start, name="mock-start", daemon=True)
        starting._thread.start()
        return starting

    def wait(self) -> MockServer:
        """Return the mock when it responds. Raises MockError when it does not."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._mock

    def stop(self) -> None:
        """End the mock. Does nothing when it has been stopped already."""
        self._thread.join()
        self._mock.stop()

    def _start(self) -> None:
        try:
            self._mock.start()
        except BaseException as error:
            self._error = error
