"""Probes one operation with a request that has to succeed, changed in one place at a time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlsplit

import requests
from attrs import frozen
from requests.structures import CaseInsensitiveDict
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.judge import make_findings
from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.target.policy import Risk
from contract_tests.harness.valid_requests.credentials import (
    HOLDERS,
    Alternative,
    Credential,
    alternatives_for,
    credentials_for,
)
from contract_tests.harness.valid_requests.samples import request_arguments
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import is_documented
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes


@frozen
class OperationProbe:
    """The test item of one operation, a valid request to it, and the credentials that go with it."""

    item: Item
    case: Case[Any]
    credentials: tuple[Credential, ...]

    @classmethod
    def of(cls, item: Item) -> Self | None:
        """Return None, with the reason in the result, when no request can be made."""
        scope = item.scope
        credentials = item.state.credentials
        if credentials is None:
            credentials = credentials_for(scope.content, item.operation, scope.target.credentials)
        if credentials is None:
            item.skip(SkipCode.NO_CREDENTIALS, "no credentials are set for its security schemes")
            return None
        case = item.find_case()
        return None if case is None else cls(item, case, credentials)

    @property
    def operation(self) -> Operation:
        return self.item.operation

    @property
    def scope(self) -> Scope:
        return self.item.scope

    @property
    def state(self) -> OperationState:
        return self.item.state

    @property
    def alternatives(self) -> list[Alternative]:
        """The alternatives of the operation's security, that of `credentials` first; those without values last."""
        known = alternatives_for(self.scope.content, self.operation, self.scope.target.credentials)
        return sorted(known, key=lambda each: (each.credentials is None, each.credentials != self.credentials))

    @property
    def may_repeat(self) -> bool:
        """Whether requests that succeed may be sent over and over."""
        return self.scope.risk(self.operation.label) is Risk.READ

    def request(
        self,
        *,
        path: str | None = None,
        values: Mapping[str, str] | None = None,
        query: Mapping[str, Sequence[str] | str | None] | None = None,
        headers: Mapping[str, str | None] | None = None,
        credentials: tuple[Credential, ...] | None = None,
    ) -> requests.PreparedRequest:
        """Return the valid request with another path template, other values in the path, the query or in headers (None:
        left out), or other credentials."""
        arguments = request_arguments(self.case, self.scope.target.base_url)
        if isinstance(arguments.get("params"), str):
            # Values joined by other than "&" come as a finished query.
            arguments["params"] = parse_qs(arguments["params"], keep_blank_values=True)
        if path is not None or values:
            filled = path or self.scope.path_of(self.operation)
            for name, value in {**self.case.path_parameters, **(values or {})}.items():
                filled = filled.replace(f"{{{name}}}", quote(str(value), safe=""))
            arguments["url"] = self.scope.target.base_url + filled
        for holder, kind, changes in (("params", dict, query), ("headers", CaseInsensitiveDict, headers)):
            if changes:
                kept = kind(arguments.get(holder) or {})
                kept.update(changes)
                arguments[holder] = {name: value for name, value in kept.items() if value is not None}
        schemes = security_schemes(self.scope.content)
        wanted = {
            name for requirement in security_requirements(self.scope.content, self.operation) for name in requirement
        }
        for carrier in (carrier_of(schemes.get(name, {})) for name in wanted):
            present = arguments.get(HOLDERS.get(carrier.location, ""), {})
            for name in [name for name in present if name.lower() == carrier.name.lower()]:
                del present[name]
        for credential in self.credentials if credentials is None else credentials:
            arguments.setdefault(HOLDERS[credential.location], {})[credential.name] = credential.value
        return self.item.sender.transport.prepare_request(requests.Request(**arguments))

    def request_with(
        self, place: str, name: str, value: str | None, *, values: Mapping[str, str] | None = None
    ) -> requests.PreparedRequest:
        """Return the valid request with another value of one parameter in the path, the query or a header, or without
        it (None), and with other path values."""
        if place == "path":
            return self.request(values={**(values or {}), name: value or ""})
        changes = {name: value}
        if place == "query":
            return self.request(values=values, query=changes)
        return self.request(values=values, headers=changes)

    def send(
        self,
        request: requests.PreparedRequest,
        *,
        wrong_credentials: bool = False,
        expected: Collection[int] = (),
        is_control: bool = False,
    ) -> requests.Response | None:
        """Return the response; None, with the reason in the result, when there is none that shows anything of the
        contract.

        Args:
            expected: The statuses with which it is to be refused, for its credentials, account or id.
            is_control: No operation has its path, so that the response shows nothing of this one.
        """
        sender = self.item.sender
        query = parse_qs(urlsplit(str(request.url)).query, keep_blank_values=True)
        if not is_control and self.item.is_for_twin(query):
            return None
        response = self.item.send(
            lambda: sender.transport.send(
                request, timeout=sender.timeout, wrong_credentials=wrong_credentials, is_control=is_control
            ),
            self.case,
        )
        if is_control:
            return response
        self.item.check_refusals_for_now(self.case)
        return response if response is None else self._take(response, expected)

    def send_valid(self) -> requests.Response | None:
        """Return the response to the valid request, as `send` does; one that has made a resource is not sent again."""
        self.state.asked += 1
        answered = self.scope.answered.get(self.operation.label)
        return self.send(self.request()) if answered is None else self._take(answered, ())

    def _take(self, response: requests.Response, expected: Collection[int]) -> requests.Response | None:
        if not self.item.see(response.status_code, b"", expected=expected):
            return None
        self.item.compare(self.case, Response.from_any(response))
        return response

    def check(self, response: requests.Response, sent: Mapping[str, str] | None = None) -> list[Finding]:
        """Keep and return the findings of a response; it has to be about the path values that were `sent`."""
        values = self.scope.values[self.operation.label] if sent is None else sent
        return self.item.check(self.case, Response.from_any(response), values)

    def keep_proof(self, response: requests.Response) -> None:
        """Keep that the credentials were accepted, and whether the resource is there, to try the same again later."""
        if self.may_repeat:
            self.item.sender.transport.keep_proof(self.item.credential_names, response.request)
        if self.may_repeat and 200 <= response.status_code < 300:
            self.item.sender.transport.keep_proof(self.item.label, response.request)

    def has_documented_form(self, response: requests.Response) -> bool:
        """Return whether an error is one that the document describes."""
        return is_documented(self.operation, response.status_code) and not self.item.find_in_error(
            self.case, Response.from_any(response)
        )

    def check_error(self, response: requests.Response) -> None:
        """Keep the findings of an error that the request has earned, but for that of its refusal."""
        self.item.check_error(self.case, Response.from_any(response))

    def find(
        self,
        kind: str,
        location: str,
        expected: str,
        response: requests.Response,
        *,
        observed: str = "",
        key: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Finding:
        """Keep a finding that `response` shows, and return it as it is shown."""
        observed = observed or f"status {response.status_code}"
        observation = Observation(kind, location, expected, observed, key, data or {})
        received = Response.from_any(response)
        (finding,) = make_findings([observation], self.operation.label, received, self.item.redactor)
        self.item.keep([finding], received)
        return finding


def run_probe(
    item: Item, send: Callable[[OperationProbe], None], *, if_closed: bool = False, if_absent: bool = False
) -> None:
    """Send a probe, if the policy allows it.

    `if_closed`: even if a valid request did not succeed; `if_absent`: if that is so because its resource is not there.
    """
    if item.is_closed(by_policy_only=if_closed or (if_absent and item.state.absent is not None)):
        return
    probe = OperationProbe.of(item)
    if probe is not None:
        send(probe)
    if item.state.closed is not None and not item.result.statuses and not item.result.skips:
        item.result.skips = [item.state.closed]
