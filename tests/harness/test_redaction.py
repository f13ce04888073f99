"""Secrets never reach what is written; phone numbers keep two digits."""

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.exchange import Scribe
from contract_tests.harness.redaction import Redactor

SECRETS = {"MA_1234567": "$VOBIZ_AUTH_ID", "MA_1234567/x": "$VOBIZ_AUTH_TOKEN"}


@given(st.text(), st.text(), st.sampled_from(["MA_1234567", "MA_1234567/x", "MA_1234567%2Fx"]))
def test_no_spelling_of_a_secret_survives(before: str, after: str, secret: str) -> None:
    text = Redactor(SECRETS).secrets_in(f"{before}{secret}{after}")
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
    ],
)
def test_what_looks_like_a_phone_number_is_masked(text: str, masked: str) -> None:
    assert Redactor({}).numbers_in(text) == masked


def test_values_that_the_document_does_not_show_are_masked() -> None:
    scribe = Scribe(Redactor(SECRETS), frozenset({"in-progress"}))
    body = b'{"call_status": "in-progress", "caller_name": "Ada", "to": "919148227303", "legs": [{"n": 1}]}'
    excerpt = scribe.excerpt(200, "application/json", body)
    assert '"call_status": "in-progress"' in excerpt
    assert '"caller_name": "***"' in excerpt
    assert '"to": "***03"' in excerpt
    assert "Ada" not in excerpt


def test_a_live_body_that_is_not_json_is_only_counted() -> None:
    assert Scribe(Redactor({}), frozenset()).excerpt(502, "text/html", b"<p>Ada</p>") == "502, text/html\n10 bytes"


def test_the_curl_command_lets_the_shell_fill_secrets_in() -> None:
    request = requests.Request(
        "GET", "https://api.example.com/Account/MA_1234567/?q=a$b`c", headers={"X-Auth-Token": "MA_1234567/x"}
    ).prepare()
    curl = Scribe(Redactor(SECRETS), frozenset()).curl(request)
    assert '"https://api.example.com/Account/$VOBIZ_AUTH_ID/?q=a\\$b%60c"' in curl
    assert '"X-Auth-Token: $VOBIZ_AUTH_TOKEN"' in curl


def test_secrets_are_not_in_a_repr() -> None:
    assert "MA_" not in repr(Redactor(SECRETS)) + repr(Scribe(Redactor(SECRETS)))
