"""Secrets never reach what is written; phone numbers keep two digits."""

import json
from collections.abc import Callable

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.harness.checks.body_fields import check_fields
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.phone_numbers import mask_numbers
from contract_tests.harness.findings.redactor import READ, Redactor
from contract_tests.harness.findings.secrets import Secrets
from tests.documents import document
from vendor_spec.openapi.document import iter_operations

SECRETS = {"MA_1234567": "$VOBIZ_AUTH_ID", "MA_1234567/x": "$VOBIZ_AUTH_TOKEN"}


@settings(max_examples=30)
@given(st.text(), st.text(), st.sampled_from(["MA_1234567", "MA_1234567/x", "MA_1234567%2Fx"]))
def test_no_spelling_of_a_secret_survives(before: str, after: str, secret: str) -> None:
    text = Secrets(SECRETS).mask(f"{before}{secret}{after}")
    assert "MA_1234567" not in text.replace(before, "").replace(after, "")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("from 919262171438.", "from ***38."),
        ("+14155550123", "***23"),
        ("%2B14155550123", "***23"),
        ("2026-06-11 16:03:28.586839", "2026-06-11 16:03:28.586839"),
        ("c9cab827-d7e6-4ab8-b521-f29e593a1c26", "c9cab827-d7e6-4ab8-b521-f29e593a1c26"),
        ("404", "404"),
        ("sip:919262171438@host", "sip:***38@host"),
        ("id_919262171438", "id_***38"),
        ("+1 (415) 555-0123", "***23"),
        ("%2B91%20926%20217%201438", "***38"),
    ],
)
def test_what_looks_like_a_phone_number_is_masked(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


def test_values_that_the_document_does_not_show_are_masked() -> None:
    redactor = Redactor(Secrets(SECRETS), frozenset({"in-progress"}))
    body = b'{"call_status": "in-progress", "caller_name": "Ada", "to": "919148227303", "legs": [{"n": 1}]}'
    excerpt = redactor.excerpt(200, "application/json", body)
    assert '"call_status": "in-progress"' in excerpt
    assert '"caller_name": "***"' in excerpt
    assert '"to": "***03"' in excerpt
    assert "Ada" not in excerpt


def test_a_live_body_that_is_not_json_is_only_counted() -> None:
    assert Redactor(Secrets({}), frozenset()).excerpt(502, "text/html", b"<p>Ada</p>") == "502, text/html\n10 bytes"


def test_the_curl_command_lets_the_shell_fill_secrets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, name in SECRETS.items():
        monkeypatch.setenv(name[1:], value)
    request = requests.Request(
        "GET", "https://api.example.com/Account/MA_1234567/?q=a$b`c", headers={"X-Auth-Token": "MA_1234567/x"}
    ).prepare()
    curl = Redactor(Secrets(SECRETS), frozenset()).curl(request)
    assert '"https://api.example.com/Account/$VOBIZ_AUTH_ID/?q=a\\$b%60c"' in curl
    assert '"X-Auth-Token: $VOBIZ_AUTH_TOKEN"' in curl


def test_secrets_are_not_in_a_repr() -> None:
    assert "MA_" not in repr(Secrets(SECRETS)) + repr(Redactor(Secrets(SECRETS)))


def test_a_secret_that_is_cut_in_two_is_not_left_half() -> None:
    token = "s3cret" * 40
    redactor = Redactor(Secrets({token: "$T"}))
    for before in range(READ - 300, READ + 1, 7):
        assert "s3cret" not in redactor.cut(token * (before // len(token)) + "x" * (before % len(token)) + token, READ)


@pytest.mark.parametrize(
    ("show", "value", "shown"),
    [
        (Redactor.form, "926 217 14 38", "999 999 99 38"),
        (Redactor.form, "+91 926 217 1438", "***38"),
        (Redactor.form, "2026-06-11T16:03:28Z", "2026-06-11T16:03:28Z"),
        (Redactor.form, "Ada <ada@example.com>", "xxx <xxx@xxxxxxx.xxx>"),
        (Redactor.form, "sideways", "xxxxxxxx"),
        (Redactor.form, "in progress", "in progress"),
        (Redactor.word, "sideways", "sideways"),
        (Redactor.word, "Ada Lovelace", "xxx xxxxxxxx"),
        (Redactor.word, "in progress", "in progress"),
        (Redactor.shape, "c9cab827-d7e6", "x9xxx999-x9x6"),
        (Redactor.name, "Ada Lovelace", "***"),
        (Redactor.name, "call_id", "call_id"),
    ],
)
def test_of_a_live_value_only_the_shape_is_shown(show: Callable[[Redactor, str], str], value: str, shown: str) -> None:
    assert show(Redactor(Secrets({}), frozenset({"in progress"})), value) == shown
    assert show(Redactor(Secrets({})), value) == value


def test_a_check_masks_what_it_puts_in() -> None:
    """Data that a suggestion is made of, too, and the names that the answer gives its fields."""
    content = document()
    operation = next(each for each in iter_operations(content) if each.label == "GET /numbers/{number_id}")
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in ("from", "state", "id")}}
    schema["required"] = ["from", "id"]
    operation.definition["responses"]["200"]["content"]["application/json"] = {"schema": schema}

    def seen(body: dict[str, str]) -> set[tuple[str, str, str]]:
        claimed, redactor = {"state": ("on, off",)}, Redactor(Secrets({"s3cret": "$TOKEN"}), frozenset())
        shown = check_fields(content, operation, 200, body, {"id": "Grace Hopper"}, claimed, redactor)
        return {(each.kind, each.observed, json.dumps(each.data)) for each in shown}

    assert seen({"919262171438": "x", "s3cret": "y", "Ada L": "z"}) == {
        ("body.shape", "one with ***38, ***, $TOKEN", "{}"),
    }
    assert seen({"from s3cret": "x", "state": "Ada L", "id": "Ada Lovelace"}) == {
        ("field.renamed", "the field is called ***", '{"name": "***"}'),
        ("field.value", "xxx x", '{"values": ["on, off"]}'),
        ("field.echo", "another one: xxx xxxxxxxx", "{}"),
    }


def test_no_secret_is_in_what_a_finding_is_told_apart_by() -> None:
    data = {"value": "s3cret", "values": ["a s3cret"], "status": 1}
    finding = Finding("parameter.rejected", "GET /calls", "query.q", "e", "o", "value:s3cret", data)
    shown = Redactor(Secrets({"s3cret": "$TOKEN"})).finding(finding)
    assert (shown.key, shown.data) == ("value:$TOKEN", {"value": "$TOKEN", "values": ["a $TOKEN"], "status": 1})


def test_a_finding_at_a_place_that_an_answer_named_is_one_finding_for_all_callers() -> None:
    redactor = Redactor(Secrets({}), frozenset())
    places = [f"response.200.body#/calls/*/{key}" for key in ("919262171438", "919148227303", "Ada Lovelace")]
    findings = [Finding("field.undocumented", "GET /calls", place, "no such field", "it is there") for place in places]
    shown = [redactor.finding(each) for each in findings]
    assert {each.location for each in shown} == {"response.200.body#/calls/*/***"}
    assert {redactor.finding(each).id for each in shown} == {shown[0].id}


@pytest.mark.parametrize(
    "name",
    ["14155551234", "user_14155551234", "Ada Lovelace", "x_s3cret", "user_***", "*** Ada Lovelace", "+14155551234"],
)
def test_what_is_masked_is_masked_once(name: str) -> None:
    redactor = Redactor(Secrets({"s3cret": "$VOBIZ_AUTH_TOKEN"}), frozenset())
    once = redactor.finding(Finding("field.missing", "GET /calls", f"response.200.body#/{name}", "there", "not"))
    assert redactor.finding(once).location == once.location
    assert not [text for text in ("1415555", "Ada", "s3cret") if text in once.location]
