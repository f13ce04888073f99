"""The requests to the vendor about calls: place one, list them, look at one, end one; each bounded in time and size."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx
from attrs import define, field

from contract_tests.harness.errors import OutageFault, RunFault

REQUEST_TIME = 8.0  # seconds that one request may take
LARGEST_BODY = 256 * 1024  # bytes
MOST_LISTED = 20  # calls of a list that are looked at
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
OTHER_SLASH = (301, 302, 307, 308, 404, 405)  # no such path, or not here: nothing was done
NOT_THERE = (*OTHER_SLASH, 400, 410, 422)
TRANSIENT = (429, 502, 503, 504)
REFUSALS = {
    400: "VOBIZ_TEST_FROM, VOBIZ_TEST_TO or VOBIZ_TEST_ANSWER_URL is not what it accepts",
    401: "see VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN",
    402: "the account has no credit",
    403: "the account may not do this",
    404: "there is no such path",
    422: "VOBIZ_TEST_FROM, VOBIZ_TEST_TO or VOBIZ_TEST_ANSWER_URL is not what it accepts",
}


class CallFault(RunFault):
    """The test call cannot be placed, or cannot be ended (exit status 1)."""

    status = 1


class Refused(CallFault):
    """The vendor refuses a request, and has done nothing."""


class NotReached(OutageFault):
    """No request has reached the vendor, so it has done nothing."""


@define
class CallApi:
    """The calls of one account; nothing is sent after `deadline`, in monotonic seconds.

    All methods raise OutageFault when the vendor does not respond, and CallFault when it responds with an error.
    """

    client: httpx.Client = field(repr=False)
    account: str = field(repr=False)
    deadline: float = float("inf")

    def place(self, order: Mapping[str, Any]) -> str:
        """Place the call that `order` describes and return its id.

        After Refused or NotReached no call is up; after any other fault there may be one.
        """
        status, body = _first(self._each("POST", "", json=order))
        if 400 <= status < 500 and status != 408:
            raise Refused(_sentence("place a call", status)) if status != 429 else NotReached(_sentence("place", 429))
        _check("place a call", status)
        # The vendor gives a call one id under both names.
        for name in ("call_uuid", "request_uuid"):
            if isinstance(body.get(name), str) and ID.fullmatch(body[name]):
                return str(body[name])
        raise CallFault("the vendor has placed the test call and given no id that can be used")

    def look_at(self, id_: str, state: str) -> Iterator[Mapping[str, Any]]:
        """Yield the call as each of its two paths shows it in this state, `live` or `queued`; nothing if it is not."""
        for status, body in self._each("GET", id_, params={"status": state}):
            if status not in NOT_THERE:
                _check("look at the test call", status)
                yield body

    def listed(self, state: str) -> list[str]:
        """Return the ids of the account's calls in this state, the first few; none where the vendor shows no list."""
        ids: list[str] = []
        for status, body in self._each("GET", "", params={"status": state}):
            if status in TRANSIENT:
                _check("list the calls", status)
            calls = body.get("calls")
            ids += calls if isinstance(calls, list) else []
        usable = dict.fromkeys(id_ for id_ in ids if isinstance(id_, str) and ID.fullmatch(id_))
        return list(usable)[:MOST_LISTED]

    def end(self, id_: str) -> None:
        """End a call; one that is up no more is left alone."""
        status = _first(self._each("DELETE", id_))[0]
        if status not in NOT_THERE:
            _check("end the test call", status)
        elif any(True for state in ("live", "queued") for _ in self.look_at(id_, state)):
            raise CallFault(_sentence("end the test call", status))

    def _each(self, method: str, id_: str, **content: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Send a request to the path with the last slash, then to that without: document and prose differ in it.

        By the document, what is live is at the one and what is queued at the other.
        """
        path = f"api/v1/Account/{quote(self.account, safe='')}/Call/" + (f"{quote(id_, safe='')}/" if id_ else "")
        yield self._receive(method, path, content)
        yield self._receive(method, path.removesuffix("/"), content)

    def _receive(self, method: str, path: str, content: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        until = min(self.deadline, time.monotonic() + REQUEST_TIME)
        left = until - time.monotonic()
        if left <= 0:
            raise NotReached("the vendor takes too long")
        received = bytearray()
        try:
            with self.client.stream(method, path, timeout=left, **content) as response:
                for chunk in response.iter_bytes():
                    received += chunk
                    if len(received) > LARGEST_BODY or time.monotonic() > until:
                        raise OutageFault("the vendor's response does not end")
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise NotReached("the vendor does not respond: there is no connection") from None
        except httpx.RequestError:
            raise OutageFault("the vendor does not respond") from None
        try:
            body = json.loads(received)
        except (ValueError, RecursionError):
            body = {}
        return response.status_code, body if isinstance(body, dict) else {}


def _first(responses: Iterator[tuple[int, Mapping[str, Any]]]) -> tuple[int, Mapping[str, Any]]:
    """Return the first response of a path at which something is, or else the last one; nothing more is sent."""
    status, body = next(responses)
    return next(responses) if status in OTHER_SLASH else (status, body)


def _check(what: str, status: int) -> None:
    if status in TRANSIENT:
        raise OutageFault(_sentence(what, status))
    if not 200 <= status < 300:
        raise CallFault(_sentence(what, status))


def _sentence(what: str, status: int) -> str:
    reason = "come again later" if status in TRANSIENT else REFUSALS.get(status, "")
    return f"the vendor does not {what}: it responds with status {status}" + (f" ({reason})" if reason else "")
