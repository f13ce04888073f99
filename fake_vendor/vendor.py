"""The fake vendor as a whole: a document, what is switched on, a port, a log."""

import ssl
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from fake_vendor.request_handler import RequestHandler
from fake_vendor.serving.request_log import LogEntry, RequestLog
from fake_vendor.serving.server import HOST, TLS_ALERT, Server
from fake_vendor.spec.api import Api, read_api
from fake_vendor.store.store import Store
from fake_vendor.variants.active_drifts import activate
from fake_vendor.variants.switches import SWITCHES

CERTIFICATE = Path(__file__).with_name("untrusted.pem")
NOWHERE = "https://fake-vendor.invalid"  # RFC 6761: a name that never resolves


class FakeVendor:
    """A stand-in for the live API on a free loopback port.

        with FakeVendor(content, drifts=["field.missing:from"]) as vendor:
            requests.get(vendor.base_url + path, headers=...)

    `content` is a valid OpenAPI document, `drifts` are names of any section (`python -m fake_vendor --list`) and
    `settings` give credentials and ids by their variables (`{"VOBIZ_CALL_UUID": "..."}`). What a request creates is up
    `up_after` seconds later. Raises VendorFault for what it cannot use.
    """

    def __init__(
        self,
        content: Mapping[str, Any],
        drifts: Iterable[str] = (),
        *,
        port: int = 0,
        log: Path | None = None,
        settings: Mapping[str, str] | None = None,
        up_after: float = 0.3,
    ) -> None:
        self.api: Api = read_api(content, dict(settings or {}))
        self.drifts = activate(self.api, drifts, SWITCHES)
        self._modes = {selection.name.partition(".")[2] for selection in self.drifts.connections}
        self.port = port  # 0 until `start` has found a free one
        self.log = RequestLog(log)
        self.store = Store(self.api)
        self.store.created.up_after = up_after
        self._exits = ExitStack()

    @property
    def base_url(self) -> str:
        """Where the vendor is served, without a trailing slash."""
        if "dns" in self._modes:
            return NOWHERE
        scheme = "https" if self._modes & {"tls_alert", "tls_plain", "tls_untrusted"} else "http"
        return f"{scheme}://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a live run against this vendor: address, credentials, known ids."""
        return {**self.api.environment, "VOBIZ_BASE_URL": self.base_url}

    @property
    def other_account(self) -> dict[str, str]:
        """The ids on an account of somebody else, which is out of reach, by the variables of `environment`."""
        return dict(self.api.other.environment)

    @property
    def requests(self) -> list[LogEntry]:
        """What has been requested so far, oldest first."""
        return list(self.log.entries)

    @property
    def created(self) -> list[str]:
        """The ids of what requests have created so far (calls, for one), oldest first."""
        return self.store.made

    @property
    def live(self) -> list[str]:
        """Those of `created` that have not ended: neither by a DELETE nor by their time limit."""
        return self.store.left

    @property
    def harmed(self) -> list[str]:
        """The ids of what was on the account before all requests, and has been changed or removed by them."""
        return self.store.harmed

    def start(self) -> Self:
        """Begin to respond; return when connections are accepted."""
        tls = None
        if "tls_untrusted" in self._modes:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(CERTIFICATE)
        first_bytes = TLS_ALERT if "tls_alert" in self._modes else None
        handler = RequestHandler(self.api, self.store, self.drifts, self.log)
        server = Server(handler.handle, self.port, tls=tls, first_bytes=first_bytes)
        self._exits.callback(server.stop)
        self.port = server.server_address[1]
        if "refused" not in self._modes:
            server.start()
        return self

    def stop(self) -> None:
        """Stop serving; every open connection ends."""
        self._exits.close()
        self.log.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()
