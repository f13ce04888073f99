"""Every check on a response, each a claim that must hold; what does not hold becomes a finding."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from attrs import asdict, evolve, frozen
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.body_fields import check_fields
from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.comparison import claimed_values
from contract_tests.harness.checks.schemathesis_failures import describe_failures
from contract_tests.harness.checks.strict_json import UnreadableBody, read_json
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.pointers import iter_values
from contract_tests.harness.findings.redactor import Redactor
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import media_types
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims

# Headers that say that an operation will go, and what in them says so.
ANNOUNCEMENTS = {
    "Deprecation": "",
    "Sunset": "",
    "Warning": r"^299\b.*\b(deprecat|sunset|obsolete)",
    "Link": r"\brel=\"?(deprecation|sunset|successor-version)\b",
}
LONGEST_VALUE = 60  # characters


@frozen
class Judge:
    """Checks responses against a corrected document, and the values that the vendor's pages list (`claimed`)."""

    content: Mapping[str, Any]
    operations: Mapping[str, Operation]
    claimed: Mapping[str, Mapping[str, tuple[str, ...]]]
    redactor: Redactor

    def check(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> list[Finding]:
        """Return the findings of one response to a case, fit to be shown, so that their ids are those of the report.

        `sent` are the path parameters' values that the response has to be about.
        """
        observations = (
            _with_values(observation, response, self.redactor) for observation in self._describe(case, response, sent)
        )
        return [make_finding(each, case.operation.label, response, self.redactor) for each in observations]

    def _describe(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> Iterator[Observation]:
        operation = self.operations[case.operation.label]
        yield from _check_lifecycle(operation, response, self.redactor)
        if 300 <= response.status_code < 400:
            location = _header(response, "location")
            yield check_redirect(
                operation.path, str(response.request.url), response.status_code, location, self.redactor
            )
            return
        body, complaint = self._read_body(operation, response)
        if complaint:
            location = f"response.{response.status_code}.body"
            yield Observation("body.unreadable", location, "readable JSON", self.redactor.text(complaint), "json")
            return
        seen = set()
        if body is not None and 200 <= response.status_code < 300:
            claimed = self.claimed[operation.label]
            status, redactor = response.status_code, self.redactor
            for observation in check_fields(self.content, operation, status, body, sent, claimed, redactor):
                seen.add(observation.location)
                yield observation
        pinned = {f"path.{name}" for name in sent}
        for observation in describe_failures(case, response, self.redactor):
            location = observation.location
            if observation.kind == "parameter.not_validated" and location in pinned:
                continue  # the case was to break a path parameter, but its live value was sent
            # A renamed field is missing, too, to a schema: one fault, one finding.
            if observation.kind != "field.missing" or not {location, location.rpartition("/")[0]} & seen:
                yield observation

    def _read_body(self, operation: Operation, response: Response) -> tuple[Any, str]:
        """Return the JSON of a body that is documented and labelled as JSON, and what is wrong with it."""
        sent = _header(response, "content-type")
        documented = media_types(self.content, operation, response.status_code)
        if (
            operation.method == "head"
            or "json" not in sent
            or not any("json" in media_type for media_type in documented)
        ):
            return None, ""
        try:
            return read_json(response.content or b"", sent), ""
        except UnreadableBody as error:
            return None, str(error)


def make_judge(corrected: CorrectedDocument, claims: Iterable[PageClaims], redactor: Redactor) -> Judge:
    """Return the checks against a corrected document, and against what the vendor's pages claim."""
    operations, claims = {operation.label: operation for operation in corrected.operations}, tuple(claims)
    claimed = {label: claimed_values(corrected, operation, claims) for label, operation in operations.items()}
    return Judge(corrected.content, operations, claimed, redactor)


def make_finding(observation: Observation, label: str, response: Response, redactor: Redactor) -> Finding:
    """Return an observation in a response to the operation `label` as a finding that is fit to be shown."""
    request, excerpt = redactor.curl(response.request), redactor.excerpt_of(response)
    finding = Finding(operation=label, **asdict(observation, recurse=False), request=request, response_excerpt=excerpt)
    return redactor.finding(finding)


def check_redirect(path: str, url: str, status: int, location: str, redactor: Redactor) -> Observation:
    """Return what a redirect means: a slash more or less, another path, another origin."""
    sent, led = urlsplit(url), urlsplit(urljoin(url, location))
    # Who is sent away by a redirect may find anything in its query.
    shown = location.partition("?")[0].partition("#")[0]
    observed = redactor.text(f"status {status}, Location {shown or 'missing'}")
    if led[:2] != sent[:2]:
        return Observation("redirect.foreign", "path", "an answer from the same origin", observed)
    if led.path != sent.path and led.path.rstrip("/") == sent.path.rstrip("/"):
        return Observation("path.trailing_slash", "path", f"{path} answers itself", observed)
    return Observation("path.moved", "path", f"{path} answers itself", observed)


def _with_values(observation: Observation, response: Response, redactor: Redactor) -> Observation:
    """Return an observation with the values that it is about, as JSON; null for one that may not be shown."""
    if observation.kind != "field.value":
        return observation
    _, _, pointer = observation.location.partition("#")
    values = iter_values(json.loads(response.content or b"null"))
    texts = [json.dumps(value, ensure_ascii=False) for place, value in values if place == pointer]
    shown = (text if len(text) <= LONGEST_VALUE and redactor.text(text) == text else "null" for text in texts)
    return evolve(observation, seen=tuple(shown))


def _check_lifecycle(operation: Operation, response: Response, redactor: Redactor) -> Iterator[Observation]:
    announcements = [
        f"{name}: {value}"
        for name, pattern in ANNOUNCEMENTS.items()
        if (value := _header(response, name.lower())) and re.search(pattern, value, re.IGNORECASE)
    ]
    if announcements and not operation.definition.get("deprecated"):
        observed = redactor.text(", ".join(announcements))
        yield Observation("lifecycle.deprecated", "response.headers", "an operation that stays", observed)


def _header(response: Response, name: str) -> str:
    return next(iter(response.headers.get(name, [])), "")
