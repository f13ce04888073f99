"""A transport that sends nothing, and keeps what would be sent."""

from io import BytesIO
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.target.budget import Budget, NotSent
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.transport import Transport


class RecordingTransport(Transport):
    """What `--plan` puts in place of the network: keeps in `recorded` what would be sent, as `METHOD url`.

    What a probe sends next depends on whether its response is a success, and on nothing else in it: so each response
    is an empty one. Other clients, which send by themselves, are refused when they take their turn.
    """

    def __init__(self, base_url: str, budget: Budget, *, gate: LiveGate | None) -> None:
        super().__init__(base_url, budget, gate=gate)
        self.recorded: list[str] = []
        for scheme in ("http://", "https://"):
            self.mount(scheme, _EmptySuccess())

    def take_turn(self, method: str, url: str) -> None:
        super().take_turn(method, url)
        raise NotSent(SkipCode.POLICY, "a plan sends nothing")

    def _take_turn(self, method: str, url: str, *, wrong_credentials: bool = False, is_control: bool = False) -> None:
        super()._take_turn(method, url, wrong_credentials=wrong_credentials, is_control=is_control)
        self.recorded.append(f"{method} {url}")


class _EmptySuccess(HTTPAdapter):
    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        raw = urllib3.HTTPResponse(BytesIO(), status=204, reason="No Content", preload_content=False)
        return self.build_response(request, raw)
