"""Every example, and every snippet of README and docs that uses the client, runs and says what it should."""

import json
import os
import re
import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_vendor.vendor import FakeVendor
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

from .stub_server import Turn, reply, stub_server

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
WHOLE_API = sorted((ROOT / "examples" / "whole_api").glob("[!mt]*.py"))  # models of theirs
PAGES = [(ROOT / name).read_text() for name in ("README.md", "docs/client.md")]
SNIPPETS = [code for page in PAGES for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "vobiz" in code]

Run = Callable[[str | Path, list[Turn]], str]
OUTPUT = {
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


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a program, given by its path or as code, for the call id-1; return its output."""

    def run_program(program: str | Path, script: list[Turn]) -> str:
        path = program if isinstance(program, Path) else tmp_path / "snippet.py"
        if isinstance(program, str):
            path.write_text(program)
        with stub_server(*script) as server:
            monkeypatch.setenv("VOBIZ_BASE_URL", server.base_url)
            monkeypatch.setenv("VOBIZ_AUTH_ID", "MA_1")
            monkeypatch.setenv("VOBIZ_AUTH_TOKEN", "t")
            monkeypatch.setattr("sys.argv", [str(path), "id-1"])
            for name, value in runpy.run_path(str(path), run_name="__main__").items():
                if name.startswith("test_"):
                    value()
        output, errors = capsys.readouterr()
        assert errors == ""
        return output

    return run_program


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_says_what_it_should(example: Path, run: Run) -> None:
    assert run(example, [call("ringing"), call("in-progress"), reply(404)]) == OUTPUT[example.stem]


@pytest.mark.parametrize("example", [*EXAMPLES, *WHOLE_API], ids=lambda path: path.stem)
def test_a_mistake_at_an_example_is_no_traceback(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", [str(example), "--mistyped"])
    with pytest.raises(SystemExit, match="2"):
        runpy.run_path(str(example), run_name="__main__")
    assert capsys.readouterr().err.startswith(f"usage: {example.name} ")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_without_credentials_says_which_variable_to_set(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VOBIZ_AUTH_ID", raising=False)
    monkeypatch.setattr("sys.argv", [str(example), "id-1"])
    with pytest.raises(SystemExit, match="1"):
        runpy.run_path(str(example), run_name="__main__")
    said = capsys.readouterr().err
    assert said.startswith(f"{example.name}: ")
    assert "VOBIZ_AUTH_ID" in said
    assert said.count("\n") == 1


def test_a_call_of_the_fake_vendor_is_in_each_state_once() -> None:
    project = Project(ROOT)
    with FakeVendor(correct(project, project.overlay).content) as vendor:
        program = subprocess.Popen(
            [sys.executable, "-u", str(ROOT / "examples" / "watch_call.py"), vendor.environment["VOBIZ_CALL_UUID"]],
            env={**os.environ, **vendor.environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        while len(vendor.requests) < 3 and program.poll() is None:
            time.sleep(0.05)
        program.terminate()
        assert program.communicate(timeout=10)[0] == "in-progress\n"


@pytest.mark.parametrize(
    ("turn", "output"),
    [
        (reply(401, '{"error": "no"}'), "VOBIZ_AUTH_ID or VOBIZ_AUTH_TOKEN is wrong"),
        (reply(429, retry_after="60"), "too many requests; try again in 60.0 s"),
        (reply(307, location="https://other.example/"), "the path has moved to https://other.example/"),
        (
            reply(402, '{"error": {"code": "LOW", "message": "pay"}, "requestId": "r"}'),
            "the API says 402 LOW: pay (request r)",
        ),
        (reply(200, '{"api_id": 1}'), "the response is not what the document says, at api_id: b'{\"api_id\": 1}'"),
    ],
)
def test_the_example_of_errors_names_each(turn: Turn, output: str, run: Run) -> None:
    assert run(ROOT / "examples" / "handle_errors.py", [turn]) == output + "\n"


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda code: code.splitlines()[0])
def test_the_snippet_of_a_page_runs(snippet: str, run: Run) -> None:
    run(snippet, [call("ringing"), call("in-progress"), reply(404)])
