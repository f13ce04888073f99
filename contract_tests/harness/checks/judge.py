"""Every check on a response, each a claim that must hold; what does not hold becomes a finding."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from attrs import asdict, define, evolve, field, frozen
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.body_fields import check_fields
from contract_tests.harness.checks.headers import check_headers
from contract_tests.harness.checks.media.media_types import check_media_type
from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.comparison import claimed_values
from contract_tests.harness.checks.schemathesis_failures import describe_failures
from contract_tests.harness.checks.strict_json import UnreadableBody, read_json
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.kinds import KINDS
from contract_tests.harness.findings.pointers import NestedTooDeeply, iter_values, parse_body
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.valid_requests.made_up import parts_of
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
MOST_FINDINGS = 100  # that one response may add; the worst are kept
MOST_SIGHTINGS = 10_000  # in one response, of one check
MOST_VALUES = 100  # at one place


@frozen
class Judgement:
    """The findings of one response, fit to be shown, and how many more there were."""

    findings: list[Finding]
    more: int = 0


@define
class _Sighting:
    """What was observed first at one place of a response, how often it was, and the values there: as JSON, as shown."""

    observation: Observation
    count: int = 0
    values: dict[str, str] = field(factory=dict)

    def as_observed(self) -> Observation:
        return evolve(self.observation, seen=tuple(dict.fromkeys(self.values.values())) or self.observation.seen)


@frozen
class Judge:
    """Checks responses against a corrected document, and the values that the vendor's pages list (`claimed`)."""

    content: Mapping[str, Any]
    operations: Mapping[str, Operation]
    claimed: Mapping[str, Mapping[str, tuple[str, ...]]]
    redactor: Redactor

    def check(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> Judgement:
        """Return the findings of one response to a case, fit to be shown, so that their ids are those of the report.

        `sent` are the path parameters' values that the response has to be about.
        """
        sightings: dict[tuple[str, str, str], _Sighting] = {}
        for seen in self._describe(case, response, sent):
            sightings.setdefault((seen.kind, seen.location, seen.key), _Sighting(seen)).count += 1
        worst = sorted(sightings.values(), key=lambda each: KINDS[each.observation.kind].rank)[:MOST_FINDINGS]
        _add_values([each for each in worst if each.observation.kind == "field.value"], response, self.redactor)
        observations = [each.as_observed() for each in worst]
        findings = make_findings(observations, case.operation.label, response, self.redactor)
        counted = [evolve(finding, count=each.count, seen_in=1) for finding, each in zip(findings, worst, strict=True)]
        return Judgement(counted, len(sightings) - len(worst))

    def _describe(self, case: Case[Any], response: Response, sent: Mapping[str, str]) -> Iterator[Observation]:
        operation = self.operations[case.operation.label]
        yield from _check_lifecycle(operation, response, self.redactor)
        if 300 <= response.status_code < 400:
            location = _header(response, "location")
            yield check_redirect(
                operation.request_path, str(response.request.url), response.status_code, location, self.redactor
            )
            return
        body, complaint = self._read_body(operation, response)
        if complaint:
            location = f"response.{response.status_code}.body"
            yield Observation("body.unreadable", location, "readable JSON", self.redactor.text(complaint), "json")
            return
        yield from self._check_media_type(operation, response)
        yield from check_headers(self.content, operation, response)
        seen: dict[str, str] = {}
        is_success = 200 <= response.status_code < 300
        if body is not None:
            # The pages' lists are of what is asked for, and an error is about none of it.
            claimed, about = (self.claimed[operation.label], sent) if is_success else ({}, {})
            status, redactor = response.status_code, self.redactor
            observations = check_fields(self.content, operation, status, body, about, claimed, redactor)
            for observation in islice(observations, MOST_SIGHTINGS):
                seen.setdefault(observation.location, observation.kind)
                yield observation
        pinned = {f"path.{name}" for name in sent}
        described = islice(describe_failures(case, response, self.redactor), MOST_SIGHTINGS)
        for observation in _without_repeated(described, seen):
            if observation.kind == "parameter.not_validated" and observation.location in pinned:
                continue  # the case was to break a path parameter, but its live value was sent
            if observation.kind == "parameter.rejected" and self._has_made_up(operation, case, sent.values()):
                continue  # the vendor knows better than we which of the values that fit the schema there are
            yield observation

    def _check_media_type(self, operation: Operation, response: Response) -> Iterator[Observation]:
        status, content_type = response.status_code, _header(response, "content-type")
        documented = media_types(self.content, operation, status)
        if content_type and operation.method != "head":
            body, redactor = response.content or b"", self.redactor
            yield from check_media_type(self.content, documented, status, content_type, body, redactor)

    def _has_made_up(self, operation: Operation, case: Case[Any], known: Iterable[str]) -> bool:
        return any(part.is_made_up for part in parts_of(self.content, operation, case, frozenset(known)))

    def _read_body(self, operation: Operation, response: Response) -> tuple[Any, str]:
        """Return the JSON of a body that is documented and labelled as JSON, and what is wrong with it.

        Nothing may look into a body of too many levels, whatever it is labelled.
        """
        sent, content = _header(response, "content-type"), response.content or b""
        documented = media_types(self.content, operation, response.status_code)
        is_json = "json" in sent.lower() and any("json" in media_type for media_type in documented)
        try:
            if is_json and operation.method != "head":
                return read_json(content, sent), ""
            parse_body(content)
        except (UnreadableBody, NestedTooDeeply) as error:
            return None, str(error)
        except ValueError:
            pass  # it need not be JSON
        return None, ""


def make_judge(corrected: CorrectedDocument, claims: Iterable[PageClaims], redactor: Redactor) -> Judge:
    """Return the checks against a corrected document, and against what the vendor's pages claim."""
    operations, claims = {operation.label: operation for operation in corrected.operations}, tuple(claims)
    claimed = {label: claimed_values(corrected, operation, claims) for label, operation in operations.items()}
    return Judge(corrected.content, operations, claimed, redactor)


def make_findings(
    observations: Iterable[Observation], label: str, response: Response, redactor: Redactor
) -> list[Finding]:
    """Return what was observed in a response to the operation `label` as findings that are fit to be shown."""
    request, excerpt = redactor.curl(response.request), redactor.excerpt_of(response)
    plain, said = f"status {response.status_code}", redactor.status(response)
    shown = (evolve(each, observed=said) if each.observed == plain else each for each in observations)
    return [
        redactor.finding(
            Finding(operation=label, **asdict(each, recurse=False), request=request, response_excerpt=excerpt)
        )
        for each in shown
    ]


def check_redirect(path: str, url: str, status: int, location: str, redactor: Redactor) -> Observation:
    """Return what a redirect means: a slash more or less, another path, another origin."""
    sent = urlsplit(url)
    try:
        led = urlsplit(urljoin(url, location))
    except ValueError:  # no URL leads to no other origin
        led = sent
    # Who is sent away by a redirect may find anything in its query.
    shown = location.partition("?")[0].partition("#")[0]
    observed = redactor.text(f"status {status}, Location {shown or 'missing'}")
    if led[:2] != sent[:2]:
        return Observation("redirect.foreign", "path", "an answer from the same origin", observed)
    if led.path != sent.path and led.path.rstrip("/") == sent.path.rstrip("/"):
        return Observation("path.trailing_slash", "path", f"{path} answers itself", observed)
    return Observation("path.moved", "path", f"{path} answers itself", observed)


def _without_repeated(observations: Iterable[Observation], seen: Mapping[str, str]) -> Iterator[Observation]:
    """Yield what a schema is broken by, but for what follows from faults of fields: one fault, one finding.

    A renamed field is missing, too, and an object without a field is none of its alternatives. `seen` are the kinds of
    those faults, by their locations.
    """
    incomplete = {
        place.rpartition("/")[0] for place, kind in seen.items() if kind in ("field.renamed", "field.missing")
    }
    for observation in observations:
        place = observation.location
        is_repeated = observation.kind == "field.missing" and (place in seen or place.rpartition("/")[0] in seen)
        if not is_repeated and (observation.key not in ("oneOf", "anyOf") or place not in incomplete):
            yield observation


def _add_values(sightings: Collection[_Sighting], response: Response, redactor: Redactor) -> None:
    """Add the values that these are about, as JSON; null for one that may not be shown."""
    places: dict[str, list[_Sighting]] = {}
    for sighting in sightings:
        places.setdefault(sighting.observation.location.partition("#")[2], []).append(sighting)
    for place, value in iter_values(parse_body(response.content or b"null")) if places else ():
        for sighting in places.get(place, ()):
            text = json.dumps(value, ensure_ascii=False)
            text = text if len(text) <= LONGEST_VALUE else "null"
            if text not in sighting.values and len(sighting.values) < MOST_VALUES:
                sighting.values[text] = text if redactor.text(text) == text else "null"


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
