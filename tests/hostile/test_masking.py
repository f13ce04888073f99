"""Phone numbers are masked however a vendor writes them, and what only has as many digits is not."""

import json
from typing import Any

import pytest
import requests
from schemathesis.core.transport import Response

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.har import har_entry
from contract_tests.harness.findings.phone_numbers import (
    mask_numbers,
    number_fields,
    says_number,
)
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets

NUMBERS = (
    *("415-555-0123", "(040) 1234 5678", "98765 43210", "415.555.0123", "020 7946 0958", "07700 900123"),
    *("01 23 45 67 89", "01.23.45.67.89", "040/12345678", "0 98765 43210", "98 765 432 10", "9876-543-210"),
    *("98765+43210", "98765.43210", "1.415.555.0123", "00 91 98765 43210", "+49 (0)30 123456", "415 - 555 - 0123"),
    *("415\u2011555\u20110123", "98765\u00a043210", "98765\u200b43210", "\uff0b91 98765 43210"),
    *("98765\\xa043210", "98765%2043210", "%28040%29%201234%205678", "%252B91%252098765%252043210"),
    *(
        "040-2010-12-12",
        "415-2026-06-11",
        "%34%31%35-555-0123",
        "9 8 7 6 5 4 3 2 1 0",
        "5 98765 43210",
        "404 415-555-0123",
    ),
    "\u0669\u0668\u0667\u0666\u0665 \u0664\u0663\u0662\u0661\u0660",
)
OTHERS = (
    *("2026-06-11 16:03:28.586839", "2026-06-11", "2026-06-11T16:03:28+05:30", "2026/06/11 10:20", "11.06.2026 10:20"),
    *("11/06/2026 16:03", "16:03:28.586839", "20260611T160328Z", "20260611160328", "404 2026-06-11 16:03:28"),
    *("Thu, 26 Nov 2026 20:01:30 GMT", "2026-06-11T16%3A03%3A28", '"created_at": 1718121808', "2026_06_11"),
    *("c9cab827-d7e6-4ab8-b521-f29e593a1c26", "12345678-1234-4234-8234-12345678901a"),
    *("1234567.89", "12,345,678.90", "1.234.567,89", "\u20b91234567", "INR 1234567.50", "1234567 USD"),
    *('"balance": 1234567', "77.594566", "192.168.100.200", "120.0.6099.109", "10.0.19045.4291"),
    *("4bf92f3577b34da6a3ce929d0e0e4736", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    *("404", "limit 500. 1000 seen", "999 999 99 38"),
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_in_any_form_is_masked_but_for_its_last_two_digits(number: str) -> None:
    digits = "".join(str(int(each)) for each in number if each.isdecimal())
    for before, after in (("", ""), ("caller ", "."), ("/calls/", "/legs"), ("x_", ""), ('{"', '": 1}'), ("<", ">")):
        shown = mask_numbers(f"{before}{number}{after}")
        assert shown in (f"{before}***{digits[-2:]}{after}", f"{before}\uff0b***{digits[-2:]}{after}")
        assert mask_numbers(shown) == shown


@pytest.mark.parametrize("text", OTHERS)
def test_times_ids_money_and_versions_are_no_numbers(text: str) -> None:
    for before, after in (("", ""), ("at ", "."), ('{"x": ', "}")):
        assert mask_numbers(f"{before}{text}{after}") == f"{before}{text}{after}"


@pytest.mark.parametrize("field", ["call_total", "created_at", "balance", "timestamp", "date"])
@pytest.mark.parametrize("number", ["98765 43210", "14155 50123", "1415555012-34", "919262171438"])
def test_what_a_field_is_called_makes_no_number_another_thing(field: str, number: str) -> None:
    assert mask_numbers(f'{{"{field}": "{number}"}}') == f'{{"{field}": "***{number[-2:]}"}}'


@pytest.mark.parametrize("number", ["919262171438", "98765 43210", "(040) 1234 5678"])
@pytest.mark.parametrize("sign", ["$", "\u20b9 ", "INR ", "Rs. "])
def test_no_sign_of_a_currency_makes_a_number_money(sign: str, number: str) -> None:
    for text in (f"{sign}{number}", f"{number} {sign.strip()}"):
        assert number not in mask_numbers(text)
        assert "***" in mask_numbers(text)


def test_a_number_inside_an_id_is_masked_all_the_same() -> None:
    assert "9192621714" not in mask_numbers("c9cab827-d7e6-4ab8-b521-919262171438")
    assert "9192621714" not in mask_numbers("deadbeef919262171438beef")


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "%20", "12.34.", "2026-06-11 ", "(", "\\u", "1" + " " * 9, "$1", "98765 4321, "]
)
def test_no_text_takes_long(unit: str) -> None:
    """A fixed number of lookups at most, and linear beside these: a run's longest text would take hours otherwise."""
    mask_numbers(unit * (100_000 // len(unit)))


@pytest.mark.parametrize(
    "name", ["from", "to", "From", "callerId", "caller_id", "to_number", "fromNumber", "msisdn", "cli"]
)
def test_a_field_says_by_its_name_that_it_holds_a_number(name: str) -> None:
    body = json.dumps({name: 12345, "x": {name: [{"deep": 54321}, "12345", None, True]}}).encode()
    shown = json.loads(Redactor(Secrets({}), frozenset({"12345"})).body(body))
    assert shown == {name: "***45", "x": {name: [{"deep": "***21"}, "***45", None, True]}}


@pytest.mark.parametrize("name", ["token", "total", "client", "direction", "tone", "clip", "numbered", "auto"])
def test_a_name_that_only_contains_such_a_word_says_nothing(name: str) -> None:
    assert not says_number(name)


def test_a_time_in_such_a_field_is_a_time() -> None:
    shown = Redactor(Secrets({}), frozenset()).body(b'{"from": "2026-06-11 16:03:28.586867", "x": "2026-06-11"}')
    assert json.loads(shown) == {"from": "2026-06-11 16:03:28.586867", "x": "2026-06-11"}


def test_the_document_says_which_fields_hold_numbers() -> None:
    schemas: dict[str, Any] = {
        "Number": {"type": "string", "pattern": r"^\+[1-9]\d{1,14}$"},
        "Call": {
            "properties": {
                "a_leg": {"$ref": "#/components/schemas/Number"},
                "b_leg": {"type": "string", "format": "E.164"},
                "state": {"type": "string", "pattern": "^[a-z]+$"},
            }
        },
    }
    fields = number_fields({"components": {"schemas": schemas}})
    assert fields == {"a_leg", "b_leg"}
    for nowhere in ("/nowhere", "#/nowhere", "#/a/~2", "https://127.0.0.1:1/x", "#/example/properties/x"):
        assert number_fields({"example": {"properties": {"x": {"$ref": nowhere}}}}) == frozenset()
    redactor = Redactor(Secrets({}), frozenset(), fields)
    assert json.loads(redactor.body(b'{"a_leg": 12345, "state": 12345}')) == {"a_leg": "***45", "state": 12345}
    for field, observed in (("a_leg", "***45"), ("state", "12345")):
        finding = Finding("field.type", "GET /calls", f"response.200.body#/{field}", "a text", "12345")
        assert redactor.finding(finding).observed == observed


@pytest.mark.parametrize("number", ["415-555-0123", "(040) 1234 5678", "98765 43210"])
def test_no_part_of_an_exchange_shows_a_number_in_national_form(number: str) -> None:
    request = requests.Request("GET", "https://api.example.com/calls", params={"to": number, "from": "12345"}).prepare()
    location = f"/calls/{requests.utils.quote(number)}/legs"
    headers = {"content-type": ["application/json"], "location": [location], "x-n": [number], number: ["1"]}
    headers["link"] = [f'<{location}?from={number}>; rel="next", <?caller=12345>', f'<tel:{number}>; rel="x"']
    body = json.dumps({"id": number, number: number, f"n_{number}": [number], "ok": {"note": f"from {number}"}})
    response = Response(302, headers, body.encode(), request, elapsed=0.25, verify=True)
    redactor = Redactor(Secrets({}), frozenset({"id", "ok", "note"}))
    shown = json.dumps([har_entry(redactor, response), redactor.curl(request), redactor.excerpt_of(response)])
    for form in (number, requests.utils.quote(number), requests.utils.quote(number, safe="()"), number[:8], "12345"):
        assert form not in shown


def test_what_suggestions_are_made_of_is_masked_too() -> None:
    data = {"values": ["98765 43210", "on"], "content_type": "text/x; n=415-555-0123"}
    shown = Redactor(Secrets({}), frozenset()).finding(Finding("field.value", "GET /c", "path", "e", "o", "", data))
    assert shown.data == {"values": ["***10", "on"], "content_type": "text/x; n=***23"}


def test_a_short_credential_is_masked_as_a_word_only() -> None:
    secrets = Secrets({"a": "$VOBIZ_AUTH_ID", "id": "$VOBIZ_AUTH_TOKEN"})
    shown = secrets.mask("/Account/a/Call?x=%2Fa, a banana, 61, idle, ID")
    assert (
        shown == "/Account/$VOBIZ_AUTH_ID/Call?x=%2F$VOBIZ_AUTH_ID, $VOBIZ_AUTH_ID banana, 61, idle, $VOBIZ_AUTH_TOKEN"
    )
    assert secrets.mask(shown) == shown
