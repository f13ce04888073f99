"""Fake vendors on whose account calls can be placed, and what a caller needs to place one there."""

from pathlib import Path
from typing import Any

from fake_vendor.vendor import FakeVendor
from vendor_spec.openapi.document import parse_document

CALLS = Path(__file__).with_name("calls.yaml")
PLACE, CALL = "POST /api/v1/Account/{auth_id}/Call/", "/api/v1/Account/{auth_id}/Call/{call_uuid}/"
FROM, TO, OTHER = "+44 7700 900001", "+44 7700 900002", "+447700900003"
NUMBERS = {
    "VOBIZ_TEST_FROM": FROM,
    "VOBIZ_TEST_TO": TO,
    "VOBIZ_TEST_ANSWER_URL": "https://answers.example/s3cret-answer",
}


def read_calls() -> dict[str, Any]:
    """The document with the operations on calls."""
    return parse_document(CALLS.read_bytes(), CALLS.name).content


def add_calls(content: dict[str, Any]) -> dict[str, Any]:
    """A document with the operations on calls that it has not."""
    calls = read_calls()
    for path, item in calls["paths"].items():
        content["paths"][path] = {**item, **content["paths"].get(path, {})}
    for kind, definitions in calls["components"].items():
        content["components"][kind] = {**definitions, **content["components"].get(kind, {})}
    return content


def environment_of(vendor: FakeVendor) -> dict[str, str]:
    """The variables of a night at which no call is live."""
    known = {name: vendor.environment[name] for name in ("VOBIZ_BASE_URL", "VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN")}
    return known | NUMBERS


def has_secrets(text: str, vendor: FakeVendor) -> bool:
    """Whether a text shows a credential, a number or the address that answers."""
    digits = [number.replace(" ", "").lstrip("+") for number in (FROM, TO)]
    secrets = [vendor.environment["VOBIZ_AUTH_ID"], vendor.environment["VOBIZ_AUTH_TOKEN"], "s3cret", *digits]
    return any(secret in text.replace(" ", "") for secret in secrets)
