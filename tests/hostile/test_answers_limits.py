"""One answer holds a live run for a limited time and in limited memory, and a report is written whatever it is."""

import json
import socket
import ssl
import time

import pytest

from contract_tests.harness.target.bounded_response import MOST_BYTES, UnusableResponse
from contract_tests.harness.target.budget import Budget, NotSent
from contract_tests.harness.target.transport import LONGEST_WAIT, Transport, wait_for
from fake_vendor.vendor import CERTIFICATE, FakeVendor
from tests.client.stub_server import Turn, hang, raw, reply, stub_server
from tests.conftest import Copy
from tests.hostile.drips import CHUNKED, DRIPS, HEAD, TOO_LONG, drops, raw_server
from vendor_spec.overlay.correction import correct

SHORT, LONG, BOUND_S = (0.2, 0.3), (60.0, 60.0), 30.0

HEADS = {
    "a header of 3 MB": raw(HEAD + b"x-a: " + b"a" * 3_000_000 + b"\r\n\r\n"),
    "headers of 5 MB": raw(HEAD + (b"x-a: " + b"a" * 60_000 + b"\r\n") * 90 + b"\r\n"),
    "5,000 headers": raw(HEAD + b"x-a: a\r\n" * 5000 + b"\r\n"),
    "a status line of 1 MB": raw(b"HTTP/1.1 200 " + b"O" * 2**20 + b"\r\n\r\n"),
    "two lengths": raw(HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
    "trailers of 11 MB": raw(CHUNKED + b"\r\n2\r\n{}\r\n0\r\n" + b"x-a: a\r\n" * 1_400_000),
    "a redirect's body without end": drops(
        b"HTTP/1.1 302 X\r\nlocation: /\r\ntransfer-encoding: chunked\r\n\r\n", b"10000\r\n%b\r\n" % bytes(2**16), 0
    ),
}


def lost(turn: Turn, timeout: tuple[float, float] = LONG) -> str:
    """Return what the response to one request is said to have, and check that the target is not said to be down."""
    budget, began = Budget(), time.monotonic()
    with stub_server(turn) as server, pytest.raises(UnusableResponse) as caught:
        Transport(server.base_url, budget, patience=2).get(server.base_url, timeout=timeout)
    assert time.monotonic() - began < BOUND_S
    assert budget.sent == 1
    assert budget.trouble == f"1 request got no response to judge; the first was request 1, with {caught.value}"
    return str(caught.value)


@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
def test_a_drip_ends_with_the_time_for_one_answer(drip: Turn) -> None:
    assert lost(drip, SHORT) in (
        "a response that took longer than 0.5 s",
        "a response with more than 64 KB of headers",
        "a response with more than 100 interim responses",  # a limit of newer Pythons
    )


@pytest.mark.parametrize("turn", TOO_LONG.values(), ids=TOO_LONG)
def test_a_body_is_read_up_to_a_limit(turn: Turn) -> None:
    assert lost(turn) == "a response of more than 10 MB"


@pytest.mark.parametrize("turn", HEADS.values(), ids=HEADS)
def test_the_head_is_read_up_to_a_limit(turn: Turn) -> None:
    assert lost(turn).startswith(("a response with more than ", "a response of "))


def test_an_answer_below_the_limits_is_read_whole() -> None:
    for turn in (reply(200, b"a" * MOST_BYTES), raw(HEAD + b"x-a: a\r\n" * 90 + b"content-length: 2\r\n\r\n{}")):
        with stub_server(turn) as server:
            assert Transport(server.base_url).get(server.base_url).content in (b"{}", b"a" * MOST_BYTES)


def test_an_answer_after_interim_ones_is_the_one_that_counts() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
    with stub_server(raw(interim + HEAD + b"content-length: 2\r\n\r\n{}")) as server:
        transport = Transport(server.base_url)
        answers = [transport.get(server.base_url) for _ in range(2)]
    assert [(answer.status_code, answer.json(), answer.headers.get("link")) for answer in answers] == [
        (200, {}, None)
    ] * 2


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("name", ["a header", "the body"])
def test_the_limits_hold_over_tls(name: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def turn(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            DRIPS[name](secure)

    began = time.monotonic()
    with raw_server(turn) as port, pytest.raises(UnusableResponse, match="took longer than 4 s"):
        url = f"https://127.0.0.1:{port}"
        Transport(url).get(url, timeout=(2.0, 2.0), verify=False)
    assert time.monotonic() - began < BOUND_S


def test_no_cookie_of_an_answer_is_sent_with_a_later_request() -> None:
    with stub_server(reply(set_cookie="session=1; path=/")) as server:
        transport = Transport(server.base_url)
        for given in (None, {"own": "1"}, None):
            transport.get(server.base_url, cookies=given)
        assert [seen.headers.get("cookie") for seen in server.seen] == [None, "own=1", None]


@pytest.mark.parametrize("asked", ["9" * 500, "Mon, 01 Jan 2024 00:00:00 +" + "9" * 20, "Mon, 01 Jan 99999 0:0:0 GMT"])
def test_any_time_to_wait_that_is_asked_for_is_a_short_one(asked: str) -> None:
    assert 0 < wait_for(asked) <= LONGEST_WAIT


@pytest.mark.parametrize("turn", [hang, DRIPS["a header"]], ids=["silence", "a drip"])
def test_the_time_of_a_run_ends_within_an_answer(turn: Turn) -> None:
    budget, began = Budget(lasting=0.5), time.monotonic()
    with stub_server(turn) as server, pytest.raises(NotSent, match=r"the time limit of 0\.5 s is reached"):
        Transport(server.base_url, budget).get(server.base_url, timeout=LONG)
    assert time.monotonic() - began < BOUND_S


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(DRIPS["the body"], id="a drip"),
        pytest.param(TOO_LONG["a bomb of gzip"], id="a bomb", marks=pytest.mark.catalogue),
    ],
)
def test_a_live_run_ends_in_time_with_a_report(copy: Copy, turn: Turn) -> None:
    variables = dict(FakeVendor(correct(copy.project, copy.project.overlay).content).environment)
    with stub_server(turn) as server:
        variables["VOBIZ_BASE_URL"] = server.base_url
        outcome = copy.run("-m", "contract_tests", "--target", "live", "--max-time", "5", **variables)
    assert outcome.returncode == 3, outcome.stdout + outcome.stderr
    report = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert (report["verdict"], report["faults"]) == ("inconclusive", [])
