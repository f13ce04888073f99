"""What the client sends is compared with what another client sends for the same values."""

import httpx
import pytest
import requests

from contract_tests.harness.checks.client_request import find_difference

HOST = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("sent", "other", "is_same"),
    [
        ("/numbers/%252B91", "/numbers/%2B91", True),  # the document's example is encoded already
        ("/numbers/%2B91", "/numbers/+91", True),
        ("/numbers/a%20b", "/numbers/a%20b", True),
        ("/numbers/%2B91", "/numbers/91", False),
        ("/numbers/1/", "/numbers/1", False),
        ("/numbers/1?a=1", "/numbers/1", False),
    ],
)
def test_two_clients_differ_by_what_they_ask_for_not_by_how_they_write_it(sent: str, other: str, is_same: bool) -> None:
    theirs = requests.Request("GET", HOST + other).prepare()
    assert (find_difference(httpx.Request("GET", HOST + sent), theirs, (), ()) == "") is is_same
