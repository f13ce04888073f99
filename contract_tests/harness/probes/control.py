"""How the target responds at a path that no operation has: what tells a router's 404 from a resource's."""

import requests
from attrs import define, field

from contract_tests.harness.probes.likeness import are_alike
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.target.budget import REFUSED, TRANSIENT

SEGMENT = "no-such-path-4b1d"


@define
class Control:
    """One GET a run, to a documented path with one made-up segment more."""

    _response: requests.Response | None = field(default=None, init=False)
    _is_sent: bool = field(default=False, init=False)

    def response(self, probe: OperationProbe) -> requests.Response | None:
        """Return the response at the made-up path, sent below that of the first operation that wants to know it.

        None, with the reason in the result of the probe, when there is none.
        """
        if not self._is_sent and probe.operation.method == "get":
            path = probe.operation.path
            request = probe.request(path=f"{path.rstrip('/')}/{SEGMENT}{'/' if path.endswith('/') else ''}")
            self._is_sent = True
            self._response = probe.send(request, is_control=True)
        return self._response

    def is_like(self, probe: OperationProbe, response: requests.Response) -> bool | None:
        """Return whether a response is that of a router which knows no such path; None when that cannot be told."""
        control = self.response(probe)
        if control is None or control.status_code in (*REFUSED, *TRANSIENT):
            return None
        return are_alike(response, control)
