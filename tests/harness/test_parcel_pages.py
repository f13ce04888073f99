"""Sixty pages of a carrier: what they say otherwise than the document is found once, and what agrees is silent."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

from contract_tests.harness.checks.prose.comparison import find_prose_findings
from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.corrections.suggestions.suggesting import suggest_all
from contract_tests.harness.findings.finding import Finding, State, merge_findings
from tests.harness.parcel_document import OPERATIONS, TEXT, Facts, Row, make_document
from tests.harness.parcel_pages import AGREEING, LISTS, write_full_text, write_page
from vendor_spec.openapi.document import Document
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.actions import NO_OVERLAY, Overlay
from vendor_spec.overlay.correction import CorrectedDocument, correct_by
from vendor_spec.project import Project
from vendor_spec.prose.claims import PageClaims, read_claims, render_claims
from vendor_spec.prose.page import read_block, read_page
from vendor_spec.prose.reading import find_page_operation, read_page_claims

DOCUMENT = make_document()
PLAIN = correct_by(DOCUMENT, NO_OVERLAY)


def read(text: str, document: Document = DOCUMENT, name: str = "page.md") -> PageClaims:
    """The claims of a page, as `update` reads it beside the whole document."""
    page = read_page(text.encode(), name)
    label = read_block(page)[1].label if page.block else find_page_operation(page, document.content)
    return read_page_claims(page, label, document)


def compare(claims: Iterable[PageClaims], corrected: CorrectedDocument = PLAIN) -> list[Finding]:
    """The findings of the pages of all operations, with suggestions."""
    claims = list(claims)
    found = (find_prose_findings(corrected, operation, claims) for operation in corrected.operations)
    return suggest_all(corrected, merge_findings(finding for each in found for finding in each), [], "A test")


def applied(finding: Finding) -> CorrectedDocument:
    """The document with what is suggested for a finding."""
    actions = tuple(load_yaml(finding.suggestion.encode(), "the suggestion"))
    return correct_by(DOCUMENT, Overlay("overlay.yaml", "", actions))


def write(facts: Facts, form: str) -> str:
    """The page with its block for one form of lists, as the full text has it for the others."""
    return write_page(DOCUMENT, facts) if form == "table" else write_full_text(facts, form)


@pytest.mark.parametrize(("name", "form"), AGREEING)
def test_a_page_that_agrees_is_silent_in_each_form(name: str, form: str) -> None:
    claims = read(write(OPERATIONS[name], form))
    assert claims.operation == OPERATIONS[name].label
    assert len(claims.fields) >= len(OPERATIONS[name].body) + len(OPERATIONS[name].query)
    assert compare([claims]) == []


def test_the_pages_of_the_full_text_are_bound_by_their_request_line() -> None:
    claims = [read(write_full_text(facts)) for facts in OPERATIONS.values()]
    assert [each.operation for each in claims] == [facts.label for facts in OPERATIONS.values()]
    assert compare(claims) == []


@frozen
class Seed:
    """A row of a page that says otherwise than the document, where that is found, and whether a suggestion mends it."""

    operation: str
    rows: str
    name: str
    change: dict[str, Any]
    kind: str
    location: str
    is_mended: bool = True

    def alter(self) -> Facts:
        facts = OPERATIONS[self.operation]
        rows = (evolve(row, **self.change) if row.name == self.name else row for row in getattr(facts, self.rows))
        return evolve(facts, **{self.rows: tuple(rows)})


def _body(name: str, change: dict[str, Any], location: str, operation: str = "send", **more: Any) -> Seed:
    kind = "prose.parameter" if location.endswith((".type", ".required")) else "prose.value"
    return Seed(operation, "body", name, change, kind, f"request.body#/{location}", **more)


SEEDS = {
    "length": _body("name", {"says": "Who gets it, up to 255 characters"}, "name.limits"),
    "length in a range": _body("name", {"says": "3 to 100 characters"}, "name.limits"),
    "range": _body("weight", {"says": "In kilograms (1-20)"}, "weight.limits"),
    "wider range": _body("weight", {"says": "In kilograms, from 1 to 50"}, "weight.limits"),
    "items": _body("tags", {"says": "Words for it, max 10 items"}, "tags.limits"),
    "seconds": _body("wait", {"says": "Between 1 and 90 seconds"}, "wait.limits", "change"),
    "at least": _body("wait", {"says": "At least 3 seconds"}, "wait.limits", "change"),
    "maximum of a query": Seed(
        *("list", "query", "limit", {"says": "Parcels per page, at most 500"}, "prose.value", "query.limit.limits")
    ),
    "must be set to": _body("speed", {"says": "Must be set to `fast`"}, "speed"),
    "has to be, though the page sends another": _body("speed", {"says": "Has to be `slow`"}, "speed", is_mended=False),
    "another value": _body("speed", {"says": "One of `fast`, `slow` and `lazy`"}, "speed"),
    "values of the full text": _body("code", {"says": "Either `a` or `b`"}, "code"),
    "optional": _body("name", {"required": False}, "name.required"),
    "required": _body("weight", {"required": True}, "weight.required", is_mended=False),
    "values of a callback's setting": Seed(
        *("send", "callback", "callback_method", {"says": "Must be `POST`"}),
        *("prose.value", "request.body#/callback_method"),
    ),
    "values of a response": Seed(
        *("read", "response", "place", {"says": "`Rome` or `Oslo`"}, "prose.value", "response.200.body#/place")
    ),
}


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_a_seeded_row_is_found_once_and_mended_unless_that_refuses_what_is_shown(seed: Seed, form: str) -> None:
    claims = read(write(seed.alter(), form))
    findings = compare([claims])
    assert [(each.operation, each.kind, each.location) for each in findings] == [
        (OPERATIONS[seed.operation].label, seed.kind, seed.location)
    ]
    assert bool(findings[0].suggestion) is seed.is_mended
    if seed.is_mended and form == "table":  # what is suggested depends on the finding alone
        corrected = applied(findings[0])
        assert {finding.state for finding in compare([claims], corrected)} <= {State.CORRECTED}
        assert_nothing_shown_is_refused(claims, corrected)


def assert_nothing_shown_is_refused(claims: PageClaims, corrected: CorrectedDocument) -> None:
    """What the page sends and gets back is as valid as before."""
    operation = next(each for each in corrected.operations if each.label == claims.operation)
    responses = [(example.body, operation.definition["responses"][str(example.status)]) for example in claims.examples]
    sent = [(each.body, operation.definition["requestBody"]) for each in claims.requests if each.body is not None]
    for value, holder in (*responses, *sent):
        assert find_violations(corrected.content, holder["content"]["application/json"]["schema"], value) == []


@pytest.mark.parametrize(
    "says",
    [
        *("`a` or `b`, or any literal value", "such as `a` or `b`", "e.g. the words `a`, `b`", "`a`, `b`, ..."),
        *("Letters, `-` and `_` only", "`a`, `b` or a URL of yours", "`a` or `b`; leave it empty for none"),
        *("Comma-separated: `a`, `b`", "Values include `a` and `b`", "`a` or `b`, case-insensitive", "`<id>` or `all`"),
        *(
            "Starts with `a` or `b`",
            "Must be `E.164` format",
            "Must be `a` if `speed` is `fast`",
            "Typically `a` or `b`",
        ),
        *("Only `admin` users see it", "Digits, `+` or `*`", "Up to 500 records come back", "Since version 1-2"),
        *("Recommended up to 160 characters", "Up to 20 characters for trial accounts", "Costs $1 to $5"),
        *("Kept from 2026-01-01 to 2027", "Never more than needed", "Not `a` or `b`"),
    ],
)
def test_what_only_looks_like_a_rule_gives_no_finding(says: str) -> None:
    row = Row("code", TEXT, False, says)
    facts = evolve(OPERATIONS["label"], body=(OPERATIONS["label"].body[0], row))
    assert compare([read(write_page(DOCUMENT, facts))]) == []


def test_a_table_that_the_page_itself_contradicts_gets_no_suggestion() -> None:
    facts = evolve(
        OPERATIONS["send"],
        body=tuple(evolve(r, says="Must be `x-1`") if r.name == "code" else r for r in OPERATIONS["send"].body),
    )
    facts = evolve(facts, sent={**facts.sent, "code": "y-2"})
    (finding,) = compare([read(write_page(DOCUMENT, facts))])
    assert (finding.kind, finding.location, finding.suggestion) == ("prose.value", "request.body#/code", "")


def test_a_description_that_begins_like_a_type_is_none() -> None:
    rows = "* `name` - Number of the person. Required.\n* `speed` - Text or list, as you like\n* `weight` - number"
    text = write_full_text(OPERATIONS["send"]).replace(
        "## Callback settings", f"## More fields\n\n{rows}\n\n## Callback settings"
    )
    assert compare([read(text)]) == []


def test_a_field_in_table_and_example_is_told_once() -> None:
    facts = OPERATIONS["read"]
    facts = evolve(facts, response=(*facts.response, Row("mood", TEXT)), shown={**facts.shown, "mood": "good"})
    (finding,) = compare([read(write_page(DOCUMENT, facts))])
    assert (finding.kind, finding.location) == ("prose.field", "response.body#/mood")


def test_an_example_of_another_status_is_one_finding() -> None:
    facts = evolve(OPERATIONS["read"], shown={"error": "no such parcel", "code": 7})
    (finding,) = compare([read(write_page(DOCUMENT, facts))])
    assert (finding.kind, finding.location) == ("prose.example", "response.200.body")
    assert "fits the body of 404" in finding.observed


def test_all_that_is_claimed_is_kept_as_it_was_read(tmp_path: Path) -> None:
    more = "## Authentication\n\nUses Basic auth."
    claims = tuple(read(write_full_text(seed.alter(), more=more)) for seed in SEEDS.values())
    project = Project(tmp_path)
    project.claims.write_bytes(render_claims(claims))
    assert read_claims(project) == claims


@pytest.mark.parametrize(
    ("sentence", "location"),
    [
        ("All requests need HTTP Basic authentication.", "header.authorization"),
        ("Authenticate with a Bearer token.", "header.authorization"),
        ("Send your API key in the header `X-Api-Key`.", "header.x-api-key"),
        ("Authenticate with the headers `X-Auth-ID` and `X-Auth-Token`.", ""),
        ("We no longer accept Basic authentication.", ""),
        ("Your webhook may ask for Basic authentication.", ""),
    ],
)
def test_credentials_that_only_prose_names_are_compared(sentence: str, location: str) -> None:
    text = write_page(DOCUMENT, OPERATIONS["read"], more=f"## Authentication\n\n{sentence}")
    assert [(each.kind, each.location) for each in compare([read(text)])] == (
        [("prose.parameter", location)] if location else []
    )
