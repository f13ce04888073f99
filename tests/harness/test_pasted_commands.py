"""The command of a finding sends what was sent: pasted into a shell that has the variables of the run."""

import os
import shutil
import subprocess
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests

from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets, tamper, with_tampered
from contract_tests.harness.probes.writes.resource import hide_ids
from tests.client.stub_server import Seen, StubServer, reply, stub_server

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is what is tried")
ACCOUNT, TOKEN, KEY, PAIR = "MA_55ZM6L", "t0k\"en/w'th+si$gn<&>%d\\", "base64+/key==", "ada:s3cr et"
VARIABLES = {"VOBIZ_AUTH_ID": ACCOUNT, "VOBIZ_AUTH_TOKEN": TOKEN, "VOBIZ_KEY": KEY, "VOBIZ_BASIC": PAIR}
SECRETS = Secrets(with_tampered({value: f"${name}" for name, value in VARIABLES.items()}))
REDACTOR = Redactor(SECRETS, frozenset({"+15550100"}), frozenset({"caller"}))
# What curl writes by itself, or what no command repeats.
OWN = ("user-agent", "accept", "accept-encoding", "connection", "content-length")
REQUESTS: dict[str, dict[str, Any]] = {
    "credentials": {"headers": {"X-Auth-ID": ACCOUNT, "X-Auth-Token": TOKEN}},
    "a wrong one": {"headers": {"X-Auth-ID": ACCOUNT, "X-Auth-Token": tamper(TOKEN)}},
    "a wrong account": {"url": f"/{tamper(ACCOUNT)}/calls"},
    "an account with something behind it": {"url": f"/{ACCOUNT}x/calls/{ACCOUNT}_2"},
    "a bearer": {"headers": {"Authorization": f"Bearer {TOKEN}"}},
    "user and password": {"headers": {"Authorization": f"Basic {b64encode(PAIR.encode()).decode()}"}},
    "a key in the query": {"params": {"api_key": KEY, "limit": "5", "q": "a b&c=d"}},
    "a cookie": {"headers": {"Cookie": f"session={ACCOUNT}; theme=dark"}},
    "signs of a shell": {"url": "/a$HOME`id`/x", "params": {"q": "$(id) \"'\\ !x ; # *"}},
    "brackets": {"params": {"filter[status]": "{a,b}", "ids[]": "[1-9]"}},
    "dots": {"url": "/a/../b/./c"},
    "digits": {"params": {"q": "0" * 12, "limit": "2147483648", "offset": "9223372036854775808", "page": "51"}},
    "a number of the document": {"params": {"from": "+15550100"}},
    "HEAD": {"method": "HEAD"},
    "DELETE": {"method": "DELETE"},
    "an empty header": {"headers": {"X-Empty": "", "X-Other": "1"}},
    "JSON": {"json": {"name": 'Zo\u00eb "q" $x `y` \\ \u05e9', "n": [1, None, 1.5], "account": ACCOUNT}},
    "a form": {"data": {"name": "a b", "percent": "100%", "key": ACCOUNT}},
    "a text": {"data": "@/etc/hostname", "headers": {"Content-Type": "text/plain"}},
    "lines": {"data": "a\r\nb %s \\n\t\u00e9\n", "headers": {"Content-Type": "text/csv"}},
    "bytes": {"data": b"\x00\xff%d\\'\"$`\n", "headers": {"Content-Type": "application/octet-stream"}},
    "no type": {"data": b"x=1"},
    "files": {"files": {"file": ("a b.wav", b"RIFF\x00\xfe\r\n%s", "audio/wav"), "note": (None, f"for {ACCOUNT}")}},
}


def send(server: StubServer, **arguments: Any) -> requests.PreparedRequest:
    """Return what was sent, through nothing that changes the path."""
    method = arguments.pop("method", "POST" if {"json", "data", "files"} & set(arguments) else "GET")
    prepared = requests.Request(method, server.base_url + arguments.pop("url", "/calls"), **arguments).prepare()
    with requests.Session() as session:
        session.trust_env = False
        session.send(prepared)
    return prepared


def paste(command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    line = command.replace("curl ", "curl -s --max-time 20 ", 1)
    return subprocess.run(["sh", "-c", line], env={**kept, **VARIABLES}, capture_output=True, text=True, timeout=30)


def compared(seen: Seen) -> tuple[Any, ...]:
    headers = {name: value for name, value in seen.headers.items() if name not in OWN}
    path, _, query = seen.target.partition("?")
    parameters = sorted(parse_qsl(query, keep_blank_values=True))  # one with a secret may come last
    return seen.method, path, parameters, headers, seen.body


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    # The one that is drawn may look like a number.
    monkeypatch.setattr("urllib3.filepost.choose_boundary", lambda: "f7a7c31bd58b")


@pytest.mark.parametrize("name", REQUESTS)
def test_a_command_sends_the_same_and_shows_no_secret(name: str) -> None:
    with stub_server(reply(200, "")) as server:
        command = REDACTOR.curl(send(server, **REQUESTS[name]))
        outcome = paste(command)
        assert (outcome.returncode, outcome.stderr) == (0, ""), command
        first, second = server.seen
    assert "  # " not in command
    assert compared(second) == compared(first)
    for secret in VARIABLES.values():
        assert secret[:-1] not in command


def test_a_line_says_what_keeps_it_from_being_run() -> None:
    def line(**arguments: Any) -> tuple[str, str]:
        request = requests.Request(**{"method": "GET", "url": "https://api.example.com/calls", **arguments}).prepare()
        command, _, remark = (
            Redactor(Secrets({"c-12345": "$VOBIZ_CALL_ID", **SECRETS.replacements}), frozenset())
            .curl(request)
            .partition("  # ")
        )
        return command, remark

    assert line(params={"from": "12345", "to": "+442079460011", "q": "00000000"}) == (
        'curl -X GET "https://api.example.com/calls?from=***45&to=***11&q=00000000"',
        "*** hides a phone number: put one of yours there",
    )
    assert line(method="POST", json={"caller_id": 12345, "text": "from 98765 43210"})[0].endswith(
        '--data-raw "{\\"caller_id\\": ***45, \\"text\\": \\"from ***10\\"}"'
    )
    assert line(url="https://api.example.com/calls/c-12345") == (
        'curl -X GET "https://api.example.com/calls/${VOBIZ_CALL_ID:?}"',
        "set VOBIZ_CALL_ID to an id of your account",
    )
    assert line(url=f"https://api.example.com/keys/{requests.utils.quote(KEY, safe='')}")[1] == (
        "$VOBIZ_KEY has to be percent-encoded there"
    )
    assert line(method="POST", json={"token": TOKEN})[1] == "$VOBIZ_AUTH_TOKEN has to be escaped for JSON there"
    assert line(method="POST", data={"key": KEY})[1] == "$VOBIZ_KEY has to be percent-encoded there"
    command, remark = line(method="POST", data=b'"' * 5000, headers={"Content-Type": "text/plain"})
    assert remark == "cut: it has 5000 characters"
    assert command.endswith('\\""')
    assert command.count('\\"') == 1200


def test_a_line_that_changes_what_the_run_made_never_changes_what_a_variable_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, mine = "note-5f1c20", "note-my-own"
    secrets = Secrets(with_tampered({made: "$VOBIZ_NOTE_ID", mine: "$VOBIZ_NOTE_ID"}))
    monkeypatch.setenv("VOBIZ_NOTE_ID", mine)
    with stub_server(reply(204, "")) as server:
        command = Redactor(secrets, frozenset()).curl(send(server, method="DELETE", url=f"/notes/{made}"))
        refused = paste(command)
        assert len(server.seen) == 1
        taken = paste(f"VOBIZ_NOTE_ID_OF_RUN=note-7; {command}")
        assert (taken.returncode, server.seen[1].target) == (0, "/notes/note-7")
        own = Redactor(secrets, frozenset()).curl(send(server, method="DELETE", url=f"/notes/{mine}"))
    assert refused.returncode != 0
    assert "VOBIZ_NOTE_ID_OF_RUN" in refused.stderr
    assert command.endswith("  # set VOBIZ_NOTE_ID_OF_RUN to an id of your account that this DELETE may change")
    assert own.endswith('/notes/$VOBIZ_NOTE_ID"')


def test_an_id_that_a_response_gave_is_hidden_and_one_of_the_document_or_a_variable_is_not() -> None:
    redactor = Redactor(SECRETS, frozenset({"weekly"}))
    response = requests.Response()
    url = f"https://api.example.com/{ACCOUNT}/lists/weekly/notes/b602d15f-24d2/7?q=b602d15f-24d2"
    response.request = requests.Request("GET", url).prepare()
    hide_ids(response, (ACCOUNT, "weekly", "b602d15f-24d2", "7"), redactor)
    assert redactor.curl(response.request).startswith(
        'curl -X GET "https://api.example.com/$VOBIZ_AUTH_ID/lists/weekly/notes/***/7?q=b602d15f-24d2"  # *** hides'
    )
