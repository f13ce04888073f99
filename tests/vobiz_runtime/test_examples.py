"""Every example, and every snippet of README and docs that uses the client, runs and says what it should."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .stub_server import Turn, reply, stub_server

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
PAGES = [(ROOT / name).read_text() for name in ("README.md", "docs/client.md")]
SNIPPETS = [code for page in PAGES for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "vobiz" in code]

SAID = {
    "get_live_call": "outbound call from 1 to 2: ringing\n",
    "handle_errors": "ringing\n",
    "own_http_client": "200 application/json 222 bytes\nringing {}\n",
    "watch_call": "ringing\nin-progress\nthe call is over\n",
    "watch_many_calls": "id-1: ringing\nid-1: in-progress\nid-1: over\n",
}


def call(status: str) -> Turn:
    fields = dict.fromkeys(
        [
            "api_id",
            "call_uuid",
            "caller_name",
            "request_uuid",
            "session_start",
            "stir_attestation",
            "stir_verification",
        ],
        "x",
    )
    return reply(200, json.dumps({**fields, "call_status": status, "direction": "outbound", "from": "1", "to": "2"}))


def run(*arguments: str, script: list[Turn]) -> subprocess.CompletedProcess[str]:
    with stub_server(*script) as server:
        return subprocess.run(
            [sys.executable, *arguments],
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT / 'generated'}{os.pathsep}{ROOT}",
                "VOBIZ_BASE_URL": server.base_url,
                "VOBIZ_AUTH_ID": "MA_1",
                "VOBIZ_AUTH_TOKEN": "t",
            },
            capture_output=True,
            text=True,
            timeout=30,
        )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_says_what_it_should(example: Path) -> None:
    outcome = run(str(example), "id-1", script=[call("ringing"), call("in-progress"), reply(404)])
    assert (outcome.stdout, outcome.stderr) == (SAID[example.stem], "")


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (reply(401, '{"error": "no"}'), "VOBIZ_AUTH_ID or VOBIZ_AUTH_TOKEN is wrong"),
        (reply(429, retry_after="60"), "too many requests; try again in 60.0 s"),
        (reply(307, location="https://other.example/"), "the path has moved to https://other.example/"),
        (
            reply(402, '{"error": {"code": "LOW", "message": "pay"}, "requestId": "r"}'),
            "the API says 402 LOW: pay (request r)",
        ),
        (reply(200, '{"api_id": 1}'), "the answer is not what the document says, at api_id: b'{\"api_id\": 1}'"),
    ],
)
def test_the_example_of_errors_names_each(turn: Turn, said: str) -> None:
    assert run(str(ROOT / "examples" / "handle_errors.py"), "id-1", script=[turn]).stdout == said + "\n"


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda code: code.splitlines()[0])
def test_the_snippet_of_a_page_runs(snippet: str) -> None:
    outcome = run("-c", snippet, script=[call("ringing"), call("in-progress"), reply(404)])
    assert outcome.returncode == 0, outcome.stderr
