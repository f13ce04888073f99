"""Operations that only pages know are named, once, and can be added; what stands below their requests is theirs."""

import copy

import pytest
from attrs import evolve

from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.kinds import Severity
from tests.harness.parcel_document import OPERATIONS, TEXT, Row, make_document
from tests.harness.parcel_pages import write_full_text, write_page, write_prose
from tests.harness.test_parcel_pages import DOCUMENT, applied, compare, read
from vendor_spec.openapi.document import parse_document
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.overlay.actions import NO_OVERLAY
from vendor_spec.overlay.correction import correct_by
from vendor_spec.prose.page import read_page
from vendor_spec.prose.reading import find_page_operation

HANG_UP = """\
# Return a parcel

```http theme={null}
POST https://api.test/v1/parcels/{parcel_id}/return
```

Brings it back.

## Path parameters

| Parameter | Type | Required | Description |
| - | - | - | - |
| `parcel_id` | string | Yes | Which one |

## Query parameters

| Parameter | Type | Description |
| - | - | - |
| `dry_run` | boolean | Only looks whether it can be |

## Request body

| Parameter | Type | Required | Description |
| - | - | - | - |
| `reason` | string | Yes | One of `broken`, `refused` |
| `note` | string | No | Up to 80 characters |
| `depots` | array | No | Max 3 items |
| `to.street` | string | Yes | Where to |

```bash cURL
curl -X POST 'https://api.test/v1/parcels/p-1/return?dry_run=true' -H 'X-Auth-ID: me' -H 'X-Auth-Token: t' \\
  -H 'Content-Type: application/json' -d '{"reason": "broken", "to": {"street": "x"}}'
```

## Response

```json 202 Accepted
{"id": "p-1", "back": true}
```

| Field | Type |
| - | - |
| `id` | string |
| `back` | boolean |

Returns a 409 error when it is on its way back.
"""
LABEL = "POST /v1/parcels/{parcel_id}/return"


def test_an_operation_of_prose_alone_is_named_once_and_can_be_added() -> None:
    claims = read(HANG_UP, name="return-a-parcel.md")
    assert claims.operation == LABEL
    (finding,) = compare([claims])
    assert (finding.kind, finding.operation, finding.severity) == ("prose.operation", LABEL, Severity.NOTICE)
    corrected = applied(finding)
    (added,) = [operation for operation in corrected.operations if operation.label == LABEL]
    definition = added.definition
    assert definition["operationId"] == "return-a-parcel"
    assert [(each["in"], each["name"]) for each in definition["parameters"]] == [
        ("path", "parcel_id"),
        ("query", "dry_run"),
    ]
    schema = definition["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["reason"]
    assert schema["properties"]["reason"] == {"type": "string", "enum": ["broken", "refused"]}
    assert schema["properties"]["note"] == {"type": "string", "maxLength": 80}
    assert schema["properties"]["to"]["required"] == ["street"]
    assert definition["responses"]["202"]["content"]["application/json"]["schema"]["properties"] == {
        "id": {"type": "string"},
        "back": {"type": "boolean"},
    }
    assert list(definition["responses"]) == ["202", "409"]
    assert {(each.kind, each.state) for each in compare([claims], corrected)} == {("prose.operation", State.CORRECTED)}


def test_what_is_added_refuses_nothing_that_its_page_shows() -> None:
    claims = read(
        HANG_UP.replace('"reason": "broken"', '"reason": "lost"').replace("| `back` | boolean |", "| `back` | string |")
    )
    (finding,) = compare([claims])
    corrected = applied(finding)
    (added,) = [operation for operation in corrected.operations if operation.label == LABEL]
    sent = added.definition["requestBody"]["content"]["application/json"]["schema"]
    answer = added.definition["responses"]["202"]["content"]["application/json"]["schema"]
    assert find_violations(corrected.content, sent, claims.requests[-1].body) == []
    assert find_violations(corrected.content, answer, claims.examples[-1].body) == []


def test_an_operation_shown_on_several_pages_is_one_finding() -> None:
    more = f'## Then\n\n```http\n{LABEL}\n```\n\n```json\n{{"anything": 1}}\n```'
    texts = [write_page(DOCUMENT, OPERATIONS["read"], more=more), write_page(DOCUMENT, OPERATIONS["send"], more=more)]
    findings = compare([read(text) for text in texts])
    assert [(each.kind, each.operation) for each in findings] == [("prose.operation", LABEL)]
    findings = compare([*(read(text) for text in texts), read(HANG_UP, name="return-a-parcel.md")])
    assert [(each.kind, each.operation) for each in findings] == [("prose.operation", LABEL)]
    assert "dry_run" in findings[0].suggestion


SECOND = """\
## Cancel it

```bash
curl -X {method} 'https://api.test{path}' -H 'X-Auth-ID: me' -d '{{"why": 1}}'
```

```json 418
{{"nothing": "of ours"}}
```

| Parameter | Type |
| - | - |
| `why` | integer |
"""


@pytest.mark.parametrize(
    ("method", "path", "label"),
    [
        ("PUT", "/v1/parcels/p-1", "PUT /v1/parcels/{parcel_id}"),
        ("POST", "/v1/parcels/{parcel_id}/cancel", "POST /v1/parcels/{parcel_id}/cancel"),
        ("POST", "/v1/parcels/p-9/cancel/now", "POST /v1/parcels/{parcel_id}/cancel/now"),
        ("PATCH", "/v1/parcels/p-1", ""),  # which the document has
    ],
)
def test_a_second_request_is_named_and_what_stands_below_it_is_not_charged_to_the_page(
    method: str, path: str, label: str
) -> None:
    text = write_page(DOCUMENT, OPERATIONS["read"], more=SECOND.format(method=method, path=path))
    findings = [(each.kind, each.operation) for each in compare([read(text)])]
    assert findings == ([("prose.operation", label)] if label else [])


def test_a_response_in_a_section_of_its_own_is_the_pages_again() -> None:
    more = SECOND.format(method="PUT", path="/v1/parcels/p-1") + "\n## Errors\n\nReturns a 410 error when it is lost.\n"
    findings = compare([read(write_page(DOCUMENT, OPERATIONS["read"], more=more))])
    assert {(each.kind, each.location) for each in findings} == {
        ("prose.operation", "operation"),
        ("prose.status", "response.410"),
    }


@pytest.mark.parametrize("name", ["on the road", "in the depot"])
def test_a_page_of_a_twin_is_bound_by_its_query_value(name: str) -> None:
    slashed = evolve(OPERATIONS[name], path=OPERATIONS[name].path.rstrip("/") + "/")
    claims = read(write_prose(slashed))
    assert claims.operation == OPERATIONS[name].label
    expected = [] if name == "in the depot" else [("prose.path", "path.trailing_slash")]
    assert [(each.kind, each.location) for each in compare([claims])] == expected


@pytest.mark.parametrize(
    "text",
    [
        "# Start\n\nFirst `GET /v1/parcels`, then more.\n\n```bash\ncurl https://api.test/v1/parcels\n```\n",
        "# Hooks\n\n```http\nPOST https://your-server.test/hook\n```\n",
        "# Steps\n\n## One\n\n```http\nGET /v1/parcels\n```\n\n## Two\n\n```http\nPOST /v1/parcels\n```\n",
        "# Nothing\n",
    ],
)
def test_a_guide_is_about_no_operation(text: str) -> None:
    assert find_page_operation(read_page(text.encode(), "guide.md"), DOCUMENT.content) == ""


def test_an_encoded_example_is_named() -> None:
    row = OPERATIONS["read"].path_rows[0]
    encoded = evolve(row, schema={"type": "string", "example": "%2B1%2F2"})
    document = make_document(read=evolve(OPERATIONS["read"], path_rows=(encoded,)))
    (finding,) = compare([], correct_by(document, NO_OVERLAY))
    assert (finding.kind, finding.location) == ("prose.example", "document.path.parcel_id")
    assert "+1/2" in finding.expected


def test_the_full_text_of_an_unknown_operation_names_it() -> None:
    facts = evolve(OPERATIONS["read"], path="/v1/parcels/{parcel_id}/photo")
    findings: list[Finding] = compare([read(write_full_text(facts))])
    assert [(each.kind, each.operation) for each in findings] == [("prose.operation", facts.label)]


def test_a_shared_part_is_not_narrowed_by_the_page_of_one_operation() -> None:
    content = copy.deepcopy(DOCUMENT.content)
    shared = {"type": "string", "enum": ["fast", "slow"]}
    content["components"]["schemas"] = {"Speed": shared}
    for path, method in (("/v1/parcels", "post"), ("/v1/parcels/{parcel_id}", "patch")):
        schema = content["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        schema["properties"]["speed"] = {"$ref": "#/components/schemas/Speed"}
    document = parse_document(dump_yaml(content).encode(), "parcels.yaml")
    row = evolve(OPERATIONS["change"].body[1], says="Must be set to `slow`")
    claims = read(write_full_text(evolve(OPERATIONS["change"], body=(row,))), document)
    (finding,) = compare([claims], correct_by(document, NO_OVERLAY))
    assert (finding.location, finding.suggestion) == ("request.body#/speed", "")


def test_what_is_told_once_answers_to_the_ids_that_it_had() -> None:
    facts = OPERATIONS["read"]
    shown = evolve(facts, shown={**facts.shown, "mood": "good"})
    listed = evolve(shown, response=(*facts.response, Row("mood", TEXT)))
    (before,), (now,) = (compare([read(write_full_text(each))]) for each in (shown, listed))
    assert before.id != now.id
    assert before.id in now.ids


def test_a_twin_that_is_asked_for_at_the_others_path_agrees_with_its_page() -> None:
    content = copy.deepcopy(DOCUMENT.content)
    path = OPERATIONS["on the road"].path
    content["paths"][path]["get"]["x-request-path"] = f"{path}/"
    corrected = correct_by(parse_document(dump_yaml(content).encode(), "parcels.yaml"), NO_OVERLAY)
    pages = [
        read(write_page(DOCUMENT, OPERATIONS[name]).replace(f"{path}?view", f"{path}/?view"))
        for name in ("on the road", "in the depot")
    ]
    assert [each.operation for each in pages] == [OPERATIONS[name].label for name in ("on the road", "in the depot")]
    assert compare(pages, corrected) == []
