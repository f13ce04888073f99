"""What prose and document say differently is found and named; what they say alike in other words is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.checks.own_examples import find_contradictory_examples
from contract_tests.harness.checks.prose.comparison import find_prose_findings
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.kinds import Severity
from tests.harness.agreeing_prose import AGREEING
from tests.harness.order_page import LABEL, ORDER, PATH, PROSE, order_with
from tests.vendor_spec.pages import block
from tests.vendor_spec.shapes import SHAPES
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.overlay.actions import NO_OVERLAY, read_overlay
from vendor_spec.overlay.correction import correct_by
from vendor_spec.prose.page import read_block, read_page
from vendor_spec.prose.reading import read_page_claims


def findings_of(text: str, overlay: Path | None = None) -> list[Finding]:
    """The findings of a page's prose against the page's own block."""
    page = read_page(text.encode(), "page.md")
    document, operation, _ = read_block(page)
    claims = read_page_claims(page, operation.label)
    read = NO_OVERLAY if overlay is None else read_overlay(overlay)
    corrected = correct_by(document, read)
    return [
        finding
        for each in corrected.operations
        for finding in (
            *find_prose_findings(corrected, each, [claims]),
            *find_contradictory_examples(corrected, each),
        )
    ]


def named(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.kind, finding.location) for finding in findings}


# What is changed in the agreeing page: text of the prose, what it becomes, and the one finding that this gives.
SEEDS = {
    "slash": ("/{order_id}/", "/{order_id}", "prose.path", "path.trailing_slash"),
    "slash in curl only": ("Order/o-1/?", "Order/o-1?", "prose.path", "path.trailing_slash"),
    "case": ("/Account/", "/account/", "prose.path", "path.case"),
    "version": ("/api/v2/", "/api/v1/", "prose.path", "path.version"),
    "parameter name in the path": ("/{auth_id}/Order", "/{account_id}/Order", "prose.path", "path.auth_id"),
    "another path": (
        "POST https://api.test/api/v2/Account/{auth_id}/Order/{order_id}/",
        "POST https://api.test/api/v2/Orders/{order_id}/",
        "prose.path",
        "path",
    ),
    "method": ("POST https", "PUT https", "prose.path", "method"),
    "host": ('"https://api.test/', '"https://old.test/', "prose.path", "server"),
    "query parameter in the request": ("?mode=fast\n", "?mode=fast&page=2\n", "prose.parameter", "query.page"),
    "value in the request": ('?mode=fast"', '?mode=quick"', "prose.value", "query.mode"),
    "type of a value in the request": ('?mode=fast"', '?mode=fast&limit=ten"', "prose.value", "query.limit"),
    "header in curl": (
        '-H "X-Auth-Token: $TOKEN"',
        '-H "Authorization: Bearer $TOKEN"',
        "prose.parameter",
        "header.authorization",
    ),
    "content type in curl": ("application/json", "text/xml", "prose.parameter", "request.content_type"),
    "undocumented field in curl": (
        '"note": "x"',
        '"note": "x", "colour": "red"',
        "prose.example",
        "request.body#/colour",
    ),
    "wrong type in curl": ('"amount": 2', '"amount": "two"', "prose.example", "request.body#/amount"),
    "required field missing in curl": ('"note": "x", ', "", "prose.example", "request.body#/note"),
    "query parameter in the table": ("| `limit` |", "| `max` |", "prose.parameter", "query.max"),
    "query parameter listed as another kind": (
        "| `limit` | integer | No",
        "| `order_id` | string | Yes",
        "prose.parameter",
        "query.order_id",
    ),
    "requiredness of a query parameter": (
        "| `mode` | string | Yes",
        "| `mode` | string | No",
        "prose.parameter",
        "query.mode.required",
    ),
    "requiredness of a body field": (
        "| `note` | string | required",
        "| `note` | string | optional",
        "prose.parameter",
        "request.body#/note.required",
    ),
    "type of a query parameter": ("| `limit` | integer", "| `limit` | boolean", "prose.parameter", "query.limit.type"),
    "type of a body field": (
        "| `amount` | integer",
        "| `amount` | string",
        "prose.parameter",
        "request.body#/amount.type",
    ),
    "body field": ("| `tags` |", "| `labels` |", "prose.parameter", "request.body#/labels"),
    "fewer values": ("`fast` or `slow`", "must be `fast`", "prose.value", "query.mode"),
    "more values": ("`fast` or `slow`", "`fast`, `slow` or `lazy`", "prose.value", "query.mode"),
    "values of a field without an enum": (
        "Who made it",
        "`shop` or `phone`",
        "prose.value",
        "response.200.body#/origin",
    ),
    "default": ("Default: `20`", "Default: `50`", "prose.value", "query.limit.default"),
    "status spoken of": (
        "for an unknown order",
        "for an unknown order, or a 409 error",
        "prose.status",
        "response.409",
    ),
    "status of an example": ("```json 200 OK", "```json 202 Accepted", "prose.status", "response.202"),
    "status in a table": ("| 404 |", "| 403 |", "prose.status", "response.403"),
    "example with an undocumented field": (
        '"total": 2.5',
        '"total": 2.5, "vat": 1',
        "prose.example",
        "response.200.body#/vat",
    ),
    "example with a wrong type": ('"qty": 1', '"qty": "1"', "prose.example", "response.200.body#/lines/*/qty"),
    "example with a value outside the enum": (
        '"state": "open"',
        '"state": "started"',
        "prose.example",
        "response.200.body#/state",
    ),
    "example without a required field": ('"id": "o-1", ', "", "prose.example", "response.200.body#/id"),
    "field of the answer": ("| `total` |", "| `sum` |", "prose.field", "response.body#/sum"),
    "nested field of the answer": (
        "| `lines[].sku` |",
        "| `lines[].code` |",
        "prose.field",
        "response.body#/lines/code",
    ),
    "body where none is documented": (
        "```json 200 OK",
        '```json 204\n{"a": 1}\n```\n\n```json 200 OK',
        "prose.status",
        "response.204",
    ),
    "type of a field": ("| `total` | number", "| `total` | string", "prose.field", "response.200.body#/total.type"),
}


@pytest.mark.parametrize(("old", "new", "kind", "location"), SEEDS.values(), ids=SEEDS.keys())
def test_a_seeded_disagreement_is_found_and_named_alone(old: str, new: str, kind: str, location: str) -> None:
    assert old in PROSE
    findings = findings_of(PROSE.replace(old, new) + block(ORDER))
    assert named(findings) == {(kind, location)}
    assert all(finding.operation == LABEL and finding.state is State.NEW for finding in findings)
    assert all("page.md" in finding.observed for finding in findings)


@pytest.mark.parametrize(
    ("seed", "old", "new"),
    [
        ("value in the request", *SEEDS["fewer values"][:2]),
        ("type of a value in the request", "| `limit` | integer", "| `limit` | must be `10` |"),
    ],
)
def test_two_disagreements_at_one_place_are_two_findings(seed: str, old: str, new: str) -> None:
    text = PROSE.replace(*SEEDS[seed][:2])
    assert old in text
    findings = findings_of(text.replace(old, new) + block(ORDER))
    assert named(findings) == {SEEDS[seed][2:]}
    assert len({finding.id for finding in findings}) == len(findings) == 2


def test_only_a_path_is_more_than_a_notice() -> None:
    severities = {kind: Finding(kind, LABEL, "x", "y", "z").severity for _, _, kind, _ in SEEDS.values()}
    assert severities.pop("prose.path") is Severity.RISKY
    assert set(severities.values()) == {Severity.NOTICE}


@pytest.mark.parametrize("prose", AGREEING.values(), ids=AGREEING.keys())
def test_a_page_that_agrees_in_other_words_reports_nothing(prose: str) -> None:
    assert findings_of(prose + block(ORDER)) == []


@pytest.mark.parametrize("name", SHAPES)
def test_pages_of_other_shapes_agree_with_themselves(name: str) -> None:
    assert findings_of(SHAPES[name].text) == []


def test_silence_of_the_prose_is_no_finding() -> None:
    assert findings_of("# An order\n\nSends one.\n" + block(ORDER)) == []


@pytest.mark.parametrize("key", ["2XX", "default"])
def test_an_answer_is_compared_under_whichever_key_the_document_has_it(key: str) -> None:
    document = order_with()
    responses = document["paths"][PATH]["post"]["responses"]
    responses[key] = responses.pop("200")
    assert findings_of(PROSE + block(document)) == []
    findings = findings_of(PROSE.replace("| `total` | number", "| `total` | string") + block(document))
    assert named(findings) == {("prose.field", f"response.{key}.body#/total.type")}


def test_a_list_of_lists_of_itself_has_an_end() -> None:
    document = order_with()
    media = document["paths"][PATH]["post"]["responses"]["200"]["content"]["application/json"]
    media["schema"]["properties"]["nest"] = {"$ref": "#/components/schemas/Nest"}
    nest = {"type": "array", "items": {"$ref": "#/components/schemas/Nest"}}
    document["components"].setdefault("schemas", {})["Nest"] = nest
    row = "| `nest` | array | May be `round` or `square` |\n| `total`"
    findings = findings_of(PROSE.replace("| `total`", row) + block(document))
    assert named(findings) == {("prose.value", "response.200.body#/nest")}


DOCUMENT_SEEDS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "body example": (
        {"response_example": {"id": 1, "state": "open"}},
        ("prose.example", "document.response.200.body#/id"),
    ),
    "undocumented field": (
        {"response_example": {"id": "o", "state": "open", "extra": 1}},
        ("prose.example", "document.response.200.body#/extra"),
    ),
    "parameter example": ({"mode_example": "none"}, ("prose.example", "document.query.mode")),
    "property example": ({"total_example": "much"}, ("prose.example", "document.response.200.body#/total")),
}


@pytest.mark.parametrize(("changes", "expected"), DOCUMENT_SEEDS.values(), ids=DOCUMENT_SEEDS.keys())
def test_the_documents_own_examples_are_held_against_its_schemas(
    changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    findings = findings_of("# An order\n" + block(order_with(**changes)))
    assert named(findings) == {expected}


def test_an_example_that_contradicts_its_schema_in_several_places_is_one_notice_with_its_place() -> None:
    content = order_with(response_example={"id": 1, "state": "lost", "extra": 1})
    (found,) = findings_of("# An order\n" + block(content))
    assert (found.kind, found.location) == ("prose.example", "document.response.200.body#")
    place = f"/paths/{PATH.replace('/', '~1')}/post/responses/200/content/application~1json/example"
    assert place in found.observed
    assert all(name in found.observed for name in ("/id", "/state", "/extra"))


def test_an_example_that_several_operations_share_is_one_notice() -> None:
    content = order_with(total_example="much")
    content["components"].setdefault("schemas", {})["Total"] = {"type": "number", "example": "much"}
    for path in ("/a", "/b"):
        media = {"schema": {"type": "object", "properties": {"total": {"$ref": "#/components/schemas/Total"}}}}
        responses = {"200": {"description": "yes", "content": {"application/json": media}}}
        content["paths"][path] = {"get": {"responses": responses}, "put": {"responses": responses}}
    corrected = correct_by(Document("orders", "", content), NO_OVERLAY)
    found = {
        each.label: [finding.location for finding in find_contradictory_examples(corrected, each)]
        for each in corrected.operations
    }
    assert found == {
        LABEL: ["document.response.200.body#/total"],
        "GET /a": ["document.response.200.body#/total"],
        "PUT /a": [],
        "GET /b": [],
        "PUT /b": [],
    }


WHY = {"description": "d", "x-correction": "slash", "x-evidence": "e"}
BARE = PATH.rstrip("/")
OVERLAY = json.dumps(
    {
        "overlay": "1.1.0",
        "actions": [
            {"target": "$.paths", "update": {BARE: {}}, **WHY},
            {"target": f"$.paths['{BARE}']", "copy": f"$.paths['{PATH}']", **WHY},
            {"target": f"$.paths['{PATH}']", "remove": True, **WHY},
        ],
    }
)


def test_what_the_overlay_settles_is_corrected_and_the_rest_is_new(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(OVERLAY)
    prose = (
        PROSE.replace("/{order_id}/", "/{order_id}").replace("Order/o-1/?", "Order/o-1?").replace("| 404 |", "| 403 |")
    )
    states = {(f.kind, f.operation, f.state) for f in findings_of(prose + block(ORDER), overlay)}
    moved = LABEL.rstrip("/")
    assert states == {("prose.path", moved, State.CORRECTED), ("prose.status", moved, State.NEW)}


def test_a_correction_against_the_prose_is_a_new_disagreement(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(OVERLAY)
    findings = findings_of(PROSE + block(ORDER), overlay)
    assert {(f.location, f.state) for f in findings} == {("path.trailing_slash", State.NEW)}


def test_an_id_does_not_depend_on_line_page_or_order() -> None:
    first = findings_of(PROSE.replace("| 404 |", "| 403 |") + block(ORDER))
    second = findings_of("# Moved\n\nMore words.\n\n" + PROSE.replace("| 404 |", "| 403 |") + block(ORDER))
    assert [finding.id for finding in first] == [finding.id for finding in second]
    assert first[0].observed != second[0].observed


def test_requests_to_other_apis_and_other_operations_are_not_ours() -> None:
    more = "\n```bash\ncurl https://example.org/hook -d '{\"a\": 1}'\n```\n"
    assert findings_of(PROSE + more + block(ORDER)) == []


def test_the_block_is_a_valid_document_of_its_own() -> None:
    content = read_page((PROSE + block(ORDER)).encode(), "page.md").block
    assert content is not None
    assert [operation.label for operation in parse_document(content.content, "block").operations] == [LABEL]
