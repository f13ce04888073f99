"""Places the one test call of a run and waits until it is live; ends it, and whatever an earlier run has left up."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain, repeat
from typing import Any, TypeVar

from attrs import define, evolve, field

from contract_tests.calls.call_api import CallApi, CallFault, NotReached, Refused
from contract_tests.calls.call_record import CallRecord
from contract_tests.calls.interruption import Interruption
from contract_tests.harness.errors import OutageFault, RunFault

ENDING_TIME = 12.0  # seconds in which a call is ended, whatever time has been used before
PAUSES = (0.1, 0.2, 0.4, 0.8)  # seconds between two looks at a call, then LAST_PAUSE
LAST_PAUSE = 1.0
GONE_AFTER = 3  # looks: while a call goes from queued to live it may be in neither list
NOT_YET = ("queued", "initiated", "ringing")
OVER = ("busy", "no-answer", "failed", "timeout", "rejected", "canceled", "cancelled", "completed")
Outcome = TypeVar("Outcome")


@define
class TestCall:
    """The one call of a run; `order` is what is sent to place it."""

    api: CallApi = field(repr=False)
    record: CallRecord
    order: Mapping[str, Any] = field(repr=False)
    interruption: Interruption
    _id: str | None = field(default=None, init=False)

    def place(self, wait: float, announce: Callable[[str], None]) -> None:
        """Place the call, once those of earlier runs are ended, and announce its id when it is live.

        `wait` is how many seconds it may take to go live. Raises RunFault or SpecError with no call up, or with a
        sentence that says that it may be.
        """
        self.end()
        for id_ in self._find_ours(self.api):
            self.api.end(id_)
        self.interruption.check()
        self.record.write(None)
        try:
            self._id = self.api.place(self.order)
            self.record.write(self._id)
            self._await_live(self._id, wait)
            announce(self._id)
            self.interruption.check()
        except BaseException as error:
            if isinstance(error, Refused | NotReached) and self._id is None:
                self.record.clear()
            self._end_after(error)
            raise

    def end(self) -> None:
        """End the call of the record, if there is one. Raises OutageFault or CallFault when it may still be up."""
        if not self.record.exists:
            return
        known = self._id or self.record.id
        api = evolve(self.api, deadline=time.monotonic() + ENDING_TIME)
        try:
            for id_ in [known] if known else _insist(partial(self._await_ours, api), api.deadline):
                _insist(partial(api.end, id_), api.deadline)
        except RunFault as fault:
            kind = OutageFault if isinstance(fault, OutageFault) else CallFault
            raise kind(f"the test call may still be up, until its time limit ends it: {fault}") from None
        self.record.clear()

    def _end_after(self, error: BaseException) -> None:
        try:
            self.end()
        except RunFault as fault:
            kind = OutageFault if isinstance(error, OutageFault) else CallFault
            raise kind(f"{error}; {fault}") from None

    def _await_live(self, id_: str, wait: float) -> None:
        until, is_seen, misses, trouble = time.monotonic() + wait, False, 0, None
        for pause in chain(PAUSES, repeat(LAST_PAUSE)):
            self.interruption.check()
            try:
                status, trouble = self._status(id_), None
            except OutageFault as error:
                status, trouble = "queued", error
            if status in OVER:
                raise CallFault(f"the test call is over before it was live: {status}")
            if status and status not in NOT_YET:
                return
            is_seen, misses = is_seen or bool(status), 0 if status else misses + 1
            if is_seen and misses == GONE_AFTER:
                raise CallFault("the test call is over before it was live: busy, refused or not answered")
            if time.monotonic() > until:
                why = "nobody answers at VOBIZ_TEST_TO, or nothing at VOBIZ_TEST_ANSWER_URL keeps the call up"
                raise trouble or CallFault(f"the test call is not live after {wait:g} s: {why}")
            self.interruption.pause(pause)

    def _status(self, id_: str) -> str:
        """Return the status of a call: `queued`, what the vendor calls that of a live one, or nothing if it is gone."""
        found = ""
        for call in self.api.look_at(id_, "live"):
            found = re.sub(r"[^a-z]+", "-", str(call.get("call_status", "")).lower()) or "live"
            if found not in NOT_YET:
                return found
        return found or ("queued" if any(True for _ in self.api.look_at(id_, "queued")) else "")

    def _await_ours(self, api: CallApi) -> list[str]:
        """Return the calls that are ours when no id is known; the vendor may list one a moment after it was placed."""
        for _ in range(GONE_AFTER):
            if ids := list(self._find_ours(api)):
                return ids
            time.sleep(LAST_PAUSE)
        return []

    def _find_ours(self, api: CallApi) -> Iterator[str]:
        """Yield the calls that are up from our number to our number."""
        for state in ("live", "queued"):
            for id_ in api.listed(state):
                call: Mapping[str, Any] = {}
                with suppress(CallFault):  # one that we may not see is not ours
                    call = next(api.look_at(id_, state), {})
                if all(_number(call.get(name)) == _number(self.order[name]) for name in ("from", "to")):
                    yield id_


def _number(text: Any) -> str:
    """Return a number without its signs, as the vendor leaves out the plus; a SIP address in lower case."""
    lower = str(text).lower()
    return lower if re.search("[a-z]", lower) else re.sub(r"\D", "", lower)


def _insist(act: Callable[[], Outcome], until: float) -> Outcome:
    """Do it again while the vendor does not respond, until this moment."""
    while True:
        try:
            return act()
        except OutageFault:
            if time.monotonic() + LAST_PAUSE > until:
                raise
            time.sleep(LAST_PAUSE)
