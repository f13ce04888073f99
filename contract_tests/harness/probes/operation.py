"""Asks one operation with a request that has to succeed, changed in one place at a time."""

import functools
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import parse_qs, quote

import requests
from attrs import frozen
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.redactor import Scribe
from contract_tests.harness.run.run import TIMEOUT, Run
from contract_tests.harness.target.not_sent import NotSent
from contract_tests.harness.target.policy import Risk
from contract_tests.harness.target.target import Kind
from contract_tests.harness.valid_requests.credentials import HOLDERS, Credential, credentials_for
from contract_tests.harness.valid_requests.samples import request_arguments
from vendor_spec.openapi.document import Operation


@frozen
class Asker:
    """One operation of a run, a valid request to it, and the credentials that go with it."""

    run: Run
    operation: Operation
    case: Case[Any]
    credentials: tuple[Credential, ...]

    @classmethod
    def of(cls, run: Run, operation: Operation) -> Self | None:
        """None, with the reason in the record, when no request can be made."""
        credentials = credentials_for(run.corrected.content, operation, run.target.credentials)
        if credentials is None:
            run.record.troubles["not asked: no credentials are set for its security schemes"] += 1
            return None
        case = run.sample(operation)
        if case is None:
            run.record.faults.append(f"no valid request to {operation.label} can be made from the document")
            return None
        return cls(run, operation, case, credentials)

    @property
    def is_live(self) -> bool:
        return self.run.target.kind is Kind.LIVE

    @property
    def may_repeat(self) -> bool:
        """Whether requests that succeed may be sent over and over."""
        return self.run.risk(self.operation.label) is Risk.READ

    @property
    def scribe(self) -> Scribe:
        return self.run.scribe

    def request(
        self,
        *,
        path: str | None = None,
        values: Mapping[str, str] | None = None,
        query: Mapping[str, str | None] | None = None,
        credentials: tuple[Credential, ...] | None = None,
    ) -> requests.PreparedRequest:
        """The valid request with another path template, other path values, other query values (None: left out) or
        other credentials."""
        arguments = request_arguments(self.case, self.run.target.base_url)
        if isinstance(arguments.get("params"), str):
            # Values joined by other than "&" come as a finished query.
            arguments["params"] = parse_qs(arguments["params"], keep_blank_values=True)
        if path is not None or values:
            arguments["url"] = self._url(path or self.operation.path, values or {})
        if query:
            kept = {**(arguments.get("params") or {}), **query}
            arguments["params"] = {name: value for name, value in kept.items() if value is not None}
        for credential in self.credentials:
            holder = arguments.setdefault(HOLDERS[credential.location], {})
            for name in [name for name in holder if name.lower() == credential.name.lower()]:
                del holder[name]
        for credential in self.credentials if credentials is None else credentials:
            arguments[HOLDERS[credential.location]][credential.name] = credential.value
        return self.run.transport.prepare_request(requests.Request(**arguments))

    def ask(self, request: requests.PreparedRequest, *, wrong_credentials: bool = False) -> requests.Response | None:
        """The answer; None, with the reason in the record, when there is none that says anything of the contract."""
        timeout = TIMEOUT[self.run.target.kind]
        send = functools.partial(self.run.transport.send, request, timeout=timeout, wrong_credentials=wrong_credentials)
        try:
            with self.run.asking(self.case):
                response = self.run.deliver(send, self.case)
        except (NotSent, requests.RequestException) as error:
            self.run.trouble(error, self.case)
            return None
        if not self.run.see(response.status_code, b""):
            return None
        self.run.weigh(self.case, Response.from_any(response))
        return response

    def find(self, kind: str, location: str, expected: str, response: requests.Response, observed: str = "") -> None:
        """Keep a finding that `response` shows."""
        content_type = response.headers.get("Content-Type")
        finding = Finding(
            kind=kind,
            operation=self.operation.label,
            location=location,
            expected=expected,
            observed=self.scribe.text(observed or f"status {response.status_code}"),
            request=self.scribe.curl(response.request),
            response_excerpt=self.scribe.excerpt(response.status_code, content_type, response.content),
        )
        self.run.keep(finding, self.case, Response.from_any(response))

    def _url(self, path: str, values: Mapping[str, str]) -> str:
        for name, value in {**self.case.path_parameters, **values}.items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        return self.run.target.base_url + path
