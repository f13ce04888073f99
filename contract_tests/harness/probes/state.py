"""What the probes of one operation have to know of each other."""

from collections.abc import Callable
from typing import Any

import requests
from attrs import define, field

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.valid_requests.credentials import Credential


@define
class OperationState:
    """What the probes of an operation have found out so far.

    Attributes:
        closed: Why nothing else is sent to it: its valid request did not succeed, or the mock does not respond.
        is_rerouted: Whether requests go to the path with the other slash, since only that one succeeds.
        own_status: The status that its valid request got; 0 for none.
        pending: What judges the refusals that came before its valid request, and say something of the operation only
            if that finds it there; each is called with the probe of the valid request.
        credentials: Those that its requests have, where the first alternative of its security does not open it.
        left_out: The requests to it that left something out, to find what a refusal is due to.
        blamed: Where the values are that it refused.
        was_let_in: Whether what had to be refused succeeded, so that what it acts on may be gone.
        asked: How often it was sent a valid request whose response is held against the document.
        success: The JSON of its valid request's success; None for none.
        absent: The response that says that its resource is not there: the id is made up, or the call has ended.
        is_told_apart: Whether `absent` is the operation's own, unlike the response at a path that no operation has.
        unanswered: The requests to it that got no response from the mock.
        refusals: The statuses, by probe, after which credentials and resource were looked at.
    """

    closed: Skip | None = None
    is_rerouted: bool = False
    own_status: int = 0
    pending: list[Callable[[Any], None]] = field(factory=list)
    credentials: tuple[Credential, ...] | None = None
    left_out: int = 0
    blamed: set[str] = field(factory=set)
    was_let_in: bool = False
    asked: int = 0
    success: Any = None
    absent: requests.Response | None = None
    is_told_apart: bool = False
    unanswered: int = 0
    refusals: set[tuple[str, int]] = field(factory=set)
