"""A documented header has the form that the document gives it, in any spelling that is usual."""

from typing import Any

import pytest
from werkzeug import Response

from contract_tests.harness.target.policy import VALID_REQUEST
from tests.harness.probed_vendor import vendor_of

UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def found(form: str, value: str) -> set[tuple[str, str]]:
    header = {"X-It": {"schema": {"type": "string", "format": form}}}
    responses = {"200": {"description": "Yes", "headers": header}}
    content: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/notes": {"get": {"responses": responses}}},
    }
    with vendor_of(content, lambda _: Response(headers={"X-It": value}), {}) as vendor:
        return {(each.kind, each.location) for each in vendor.ask(VALID_REQUEST)}


@pytest.mark.parametrize(
    ("form", "value"),
    [
        *(("uuid", spelled) for spelled in (UUID, UUID.upper(), f"{{{UUID}}}")),
        ("date-time", "2026-01-31T10:00:00Z"),
        ("date-time", "2026-01-31T10:00:00.123456+00:00"),
        ("date-time", "Sat, 31 Jan 2026 10:00:00 GMT"),
        ("carrier-pigeon", "none"),
    ],
)
def test_a_header_in_a_usual_spelling_of_its_form_is_no_finding(form: str, value: str) -> None:
    assert found(form, value) == set()


@pytest.mark.parametrize(("form", "value"), [("uuid", "none"), ("date-time", "yesterday")])
def test_a_header_of_another_form_is_found(form: str, value: str) -> None:
    assert found(form, value) == {("header.value", "response.200.headers.x-it")}
