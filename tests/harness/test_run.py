"""Whole runs, through the command: what they print, write, leave behind, and exit with."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from contract_tests.__main__ import main
from contract_tests.harness.errors import UsageFault
from contract_tests.harness.reporting.exit_status import Status
from contract_tests.harness.target.mock.server import MockServer
from contract_tests.harness.target.target import live_target
from contract_tests.harness.valid_requests.scope import shard_of
from tests.conftest import ROOT, Copy
from vendor_spec.overlay.correction import correct

README = (ROOT / "README.md").read_text()  # it shows the last lines of some of these runs
LABEL = "GET /api/v1/Account/{auth_id}/Call/{call_uuid}/"
LIVE = {
    "VOBIZ_AUTH_ID": "MA_LIVE1234567",
    "VOBIZ_AUTH_TOKEN": "t0ken/with+signs",
    "VOBIZ_CALL_UUID": "2ded13fe-4f9b-4958-9bfb-093ea2f29f91",
}


def contract(copy: Copy, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return copy.run("-m", "contract_tests", *arguments, **environment)


def report_of(copy: Copy) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    schema = json.loads((ROOT / "contract_tests/harness/reporting/drift.schema.json").read_text())
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(report)
    return report


@pytest.fixture
def other_mock(copy: Copy) -> Iterator[MockServer]:
    """Prism on another port, as somebody would start it by hand."""
    assert copy.run("-m", "vendor_spec", "build").returncode == 0
    with MockServer(copy.root / "build" / "openapi.yaml", copy.root, copy.root / "build" / "other.log") as mock:
        yield mock


def start(copy: Copy) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "contract_tests"],
        cwd=copy.root,
        env=copy.environment(),
        stdout=subprocess.PIPE,
        text=True,
        # A shell that runs us in the background lets its children ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def nodes_of(pid: int) -> list[int]:
    return [child for child in children_of(pid) if b"prism" in Path(f"/proc/{child}/cmdline").read_bytes()]


def await_that(ask: Callable[[], list[int]], process: subprocess.Popen[str]) -> list[int]:
    while not (answer := ask()):
        assert process.poll() is None
        time.sleep(0.01)
    return answer


def test_a_mock_run_conforms_as_plain_pytest_does(copy: Copy) -> None:
    outcome = contract(copy, "--seed", "7")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    lines = outcome.stdout.splitlines()
    assert lines[-1] == "verdict: conforms (0 new, 0 known, 2 corrected, 0 stale) - reports/drift.html; 2 notices"
    assert lines[-1] in README
    assert "nothing about the live API" in outcome.stdout
    assert f"test_conformance_fuzzing[{LABEL}] PASSED" in outcome.stdout
    first = report_of(copy)
    states = [(finding["kind"], finding["state"]) for finding in first["findings"]]
    assert states == [
        ("prose.path", "corrected"),
        ("prose.status", "corrected"),
        ("prose.value", "new"),
        ("prose.value", "new"),
    ]
    assert first["target"]["kind"] == "mock"
    assert first["operations"][0]["statuses_seen"].keys() == {"200", "400", "401", "403", "404", "422", "429"}
    assert first["operations"][0]["fields_never_seen"] == []
    assert first["requests"]["by_method"].keys() == {"GET"}
    assert "conforms" in (copy.root / "reports" / "drift.html").read_text()
    plain = copy.run("-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", "--seed", "7")
    assert plain.returncode == 0, plain.stdout + plain.stderr
    again = report_of(copy)
    assert again["seed"] == first["seed"] == 7
    assert again["requests"] == first["requests"]
    assert again["operations"][0]["statuses_seen"] == first["operations"][0]["statuses_seen"]


@pytest.mark.catalogue
def test_without_the_overlay_what_the_page_says_otherwise_is_new_unless_tolerated_until_its_date(copy: Copy) -> None:
    outcome = contract(copy, "--overlay", "none")
    assert outcome.returncode == 1
    assert "Traceback" not in outcome.stdout
    report = report_of(copy)
    assert report["verdict"] == "drift"
    assert {finding["state"] for finding in report["findings"]} == {"new"}
    drift = {finding["location"]: finding["kind"] for finding in report["findings"] if finding["severity"] != "notice"}
    assert drift == {"path.trailing_slash": "prose.path"}
    assert report["document"]["overlay_sha256"] == ""
    ids = [*(finding["id"] for finding in report["findings"]), "prose.field-0000000000"]
    ended = next(finding["id"] for finding in report["findings"] if finding["severity"] == "notice")
    entries = [{"id": id_, "reason": "x", "until": "2020-01-01" if id_ == ended else "2999-01-01"} for id_ in ids]
    (copy.root / "contract_tests" / "known_drift.yaml").write_text(json.dumps(entries))
    outcome = contract(copy, "--overlay", "none")
    assert outcome.returncode == 0
    assert outcome.stdout.splitlines()[-1].startswith("verdict: conforms (1 new, 3 known, 0 corrected, ")


@pytest.mark.catalogue
def test_a_shard_without_operations_conforms_even_if_interrupted_at_its_end(copy: Copy) -> None:
    operation = correct(copy.project, copy.project.overlay).operations[0]
    # Who interrupts a run that is already finishing gets its report all the same.
    planted = """import os, signal
def pytest_sessionfinish():
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(os.getpid(), number)
"""
    (copy.root / "impatient.py").write_text(planted)
    shard = f"{shard_of(operation.label, 2) % 2 + 1}/2"
    outcome = contract(copy, "--shard", shard, PYTEST_ADDOPTS="-p impatient")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "0 of 1 operations" in outcome.stdout
    assert report_of(copy)["operations"] == []


@pytest.mark.catalogue  # tests/any_document takes other documents down the same road
def test_a_changed_document_is_one_generate_and_one_run(copy: Copy) -> None:
    before = "                  direction:\n                    type: "
    copy.edit("openapi.yaml", f"{before}string", f"{before}integer")
    copy.edit("openapi.yaml", "direction: outbound", "direction: 1")
    refused = contract(copy)
    assert refused.returncode == 2
    assert "python -m vendor_spec accept" in refused.stderr
    assert copy.run("-m", "vendor_spec", "accept").returncode == 0
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    assert contract(copy).returncode == 0
    assert "direction: int" in (copy.root / "generated/vobiz_client/models/live_call.py").read_text()


@pytest.mark.catalogue
def test_a_client_that_reads_wrongly_is_found(copy: Copy) -> None:
    model = "generated/vobiz_client/models/live_call.py"
    copy.edit(model, '_readers.required(data, "from"', '_readers.required(data, "caller_name"')
    copy.edit(model, 'caller_name=_readers.required(data, "caller_name"', 'caller_name=_readers.required(data, "from"')
    outcome = contract(copy)
    assert outcome.returncode == 1
    kinds = [finding["kind"] for finding in report_of(copy)["findings"]]
    assert [kind for kind in kinds if not kind.startswith("prose.")] == ["client.mismatch"]


@pytest.mark.catalogue
def test_a_plain_prism_as_live_target_looks_at_no_credential_and_no_secret_is_written_anywhere(
    copy: Copy, other_mock: MockServer
) -> None:
    outcome = contract(copy, "--target", "live", VOBIZ_BASE_URL=other_mock.url, **LIVE)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    kinds = {finding["kind"] for finding in report_of(copy)["findings"] if finding["severity"] == "risky"}
    # It responds about the call of the example, whoever requests whatever call.
    assert kinds - {"prose.path"} == {"auth.not_enforced", "account.not_isolated", "field.echo"}
    written = outcome.stdout + outcome.stderr
    written += "".join(path.read_text() for path in (copy.root / "reports").rglob("*") if path.is_file())
    assert "$VOBIZ_AUTH_TOKEN" in written
    # A wrong credential that was sent is the right one but for a character: it may not be shown either.
    for secret in (*(value[:-1] for value in LIVE.values()), "t0ken%2Fwith%2Bsign", "919262171438"):
        assert secret not in written


def test_a_target_that_is_down_is_inconclusive_in_seconds(copy: Copy) -> None:
    began = time.monotonic()
    outcome = contract(copy, "--target", "live", VOBIZ_BASE_URL="http://127.0.0.1:9", **LIVE)
    assert outcome.returncode == 3
    assert "lost: the target does not answer; " in outcome.stdout
    assert outcome.stdout.splitlines()[-1] in README
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("base_url", "reason"),
    [
        ("", "VOBIZ_BASE_URL is not set"),
        ("http://api.example.com", "https://"),
        ("https://u:p@api.example.com", "no user, password"),
        ("https://api.example.com", "VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused(base_url: str, reason: str) -> None:
    variables = {"AuthID": "VOBIZ_AUTH_ID", "AuthToken": "VOBIZ_AUTH_TOKEN"}
    with pytest.raises(UsageFault, match=reason):
        live_target(variables, {"VOBIZ_BASE_URL": base_url})


@pytest.mark.parametrize(
    ("arguments", "environment", "reason"),
    [
        (["--seed", "x"], {}, "Invalid value for '--seed': 'x' is not a whole number of at least 0"),
        (["mock", "--port", "0"], {}, "0 is not a whole number from 1 to 65535"),
        (["--target", "live", "--overlay", "nothing.yaml"], {}, "nothing.yaml"),
        (["--rate", "0"], {}, "--rate 0"),
        (["--max-request", "5"], {}, "No such option '--max-request'. Did you mean '--max-requests'?"),
        (["--strit"], {}, "No such option '--strit'. Did you mean '--strict'?"),
        (["acept", "x"], {}, "No such command 'acept'. Did you mean 'accept'?"),
        (["page", "--histroy", "x"], {}, "No such option '--histroy'. Did you mean '--history'?"),
        (["accept", "x", "--tolerat"], {}, "No such option '--tolerat'. Did you mean '--tolerate'?"),
        (["issue", "--issue", "x"], {}, "No such option '--issue'. Did you mean '--issues'?"),
        (["page", "--history"], {}, "Option '--history' requires an argument"),
        (["--seed", "1", "accept", "x"], {}, "--seed is for a run; leave it out, or leave out accept"),
        (["--target", "prod"], {}, "'prod' is not one of 'mock', 'live'"),
        (["--target", "Live"], {}, "Did you mean 'live'?"),
        (["-k", "x"], {}, "see `python -m contract_tests --help`"),
        (["accept"], {}, "Missing argument 'ID...'; see `python -m contract_tests accept --help`"),
        (["accept", "x", "--until", "tomorrow"], {}, "'tomorrow' is not a date such as 2027-01-31"),
        (["nonsense"], {}, "No such command 'nonsense'; see"),
        (["--shard", "3/2"], {}, "--shard 3/2"),
        (["--shard", "auto/2"], {}, "JOB_COMPLETION_INDEX is not set"),
        (["--shard", "auto/2"], {"JOB_COMPLETION_INDEX": "2"}, "1 <= i <= n"),
    ],
)
def test_a_user_s_mistake_is_one_sentence_and_status_2_before_anything_starts(
    arguments: list[str],
    environment: dict[str, str],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(arguments) == Status.USAGE
    printed = capsys.readouterr()
    assert reason in printed.err
    assert printed.err.startswith("contract_tests: ")
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize("command", [[], ["accept"], ["page"], ["merge"], ["issue"]])
def test_every_command_has_help_of_its_own(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    help_ = capsys.readouterr().out
    assert help_.startswith(f"Usage: {' '.join(['python -m contract_tests', *command])} ")


def test_plain_pytest_names_a_wrong_option_as_well(copy: Copy) -> None:
    outcome = copy.run("-m", "pytest", "contract_tests", "--seed", "x")
    assert outcome.returncode == Status.USAGE
    assert "Invalid value for '--seed': 'x' is not" in outcome.stderr + outcome.stdout
    assert "Traceback" not in outcome.stderr + outcome.stdout


def test_a_run_stops_at_the_next_item_when_python_drops_the_interrupt_of_a_signal(copy: Copy) -> None:
    planted = """import os, signal
class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
def pytest_runtest_setup():
    Dropped()
    print("went on", file=open("dropped.txt", "a"))
"""
    (copy.root / "dropper.py").write_text(planted)
    outcome = contract(copy, "--plan", PYTEST_ADDOPTS="-p dropper")
    assert outcome.returncode == Status.INTERRUPTED, outcome.stdout + outcome.stderr
    assert (copy.root / "dropped.txt").read_text() == "went on\n"
    assert "interrupted before the plan was made" in outcome.stdout


def test_a_broken_overlay_names_the_action(copy: Copy) -> None:
    path = "/api/v1/Account/{auth_id}/Call/{call_uuid}"
    copy.edit("openapi.overlay.yaml", f"target: $.paths['{path}'].get", "target: $.paths['/x'].get")
    outcome = contract(copy)
    assert outcome.returncode == 2
    assert "action 1 (live-call-trailing-slash) targets $.paths['/x'].get" in outcome.stderr
    assert "Traceback" not in outcome.stderr + outcome.stdout
    assert not (copy.root / "reports").exists()


@pytest.mark.catalogue
def test_missing_node_modules_are_one_sentence(copy: Copy) -> None:
    (copy.root / "node_modules").unlink()
    outcome = contract(copy)
    assert outcome.returncode == 4
    assert "make setup" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_mock_that_dies_is_restarted_and_named(copy: Copy) -> None:
    with start(copy) as run:
        os.kill(await_that(lambda: nodes_of(run.pid), run)[0], signal.SIGSTOP)
        stopped = nodes_of(run.pid)[0]
        os.kill(stopped, signal.SIGCONT)
        assert run.stdout is not None
        for line in run.stdout:
            if "collected" in line:
                os.kill(stopped, signal.SIGKILL)
                break
        rest = run.stdout.read()
        assert run.wait(60) == 0, rest
    assert "note: the mock was restarted: it died" in rest


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (signal.SIGINT, 130),
        pytest.param(signal.SIGTERM, 130, marks=pytest.mark.catalogue),
        pytest.param(signal.SIGKILL, -9, marks=pytest.mark.catalogue),
    ],
)
def test_an_ended_run_leaves_no_process_and_no_half_report(copy: Copy, end: signal.Signals, status: int) -> None:
    with start(copy) as run:
        node = await_that(lambda: nodes_of(run.pid), run)[0]
        assert run.stdout is not None
        for line in run.stdout:
            if "collected" in line:
                break
        run.send_signal(end)
        rest = run.stdout.read()
        assert run.wait(20) == status, rest
    deadline = time.monotonic() + 5
    while Path(f"/proc/{node}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{node}").exists()
    if end is not signal.SIGKILL:
        assert report_of(copy)["verdict"] == "inconclusive"
    else:
        assert not (copy.root / "reports").exists()
