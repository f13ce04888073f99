"""The nightly workflow, step by step, with the fake vendor as the live API and a stand-in for gh."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fake_vendor.vendor import FakeVendor
from tests.printed import in_markdown
from tests.workflows.conftest import TOKEN
from tests.workflows.jobs import Runner
from vendor_spec.overlay.correction import correct

SECRETS = ("VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN", "VOBIZ_CALL_UUID")


def spend_night(runner: Runner, number: int, *drifts: str) -> int:
    """Both jobs of a night; leaves behind what the upload steps would, and returns the status of the last step."""
    root = runner.copy.root
    content = correct(runner.copy.project, runner.copy.project.overlay).content
    with FakeVendor(content, drifts) as vendor:
        context = {
            "vars.VOBIZ_BASE_URL": vendor.base_url,
            "matrix.shard": "1/1",
            **TOKEN,
            **{f"secrets.{name}": vendor.environment[name] for name in SECRETS},
        }
        assert runner.run("nightly.yml", "check", context) == 0, runner.outputs[-1]
        shutil.copytree(root / "reports", root / "build" / "shards" / "shard-0")
    status = report_on(runner, number)
    everything = "".join(runner.outputs) + "".join(path.read_text() for path in runner.github.glob("*.json*"))
    assert not [name for name in SECRETS if vendor.environment[name] in everything]
    return status


def report_on(runner: Runner, number: int) -> int:
    """The second job, on the shards that are there."""
    for left in ("build/nights", "reports"):
        shutil.rmtree(runner.copy.root / left, ignore_errors=True)
    status = runner.run("nightly.yml", "report", TOKEN)
    shutil.copytree(runner.copy.root / "reports", runner.github / "runs" / str(number) / "nightly")
    return status


def paste_commands(runner: Runner, body: str) -> None:
    """Settle what an issue says as its reader would, in a folder that has no report yet; then undo that."""
    root, artefact = runner.copy.root, runner.github / "runs" / "99"
    shutil.copytree(runner.github / "runs" / "1", artefact)
    before = runner.copy.project.known_drift.read_bytes()
    shutil.rmtree(root / "reports")
    fetch, *settling = [command for command in in_markdown(body) if not command.startswith(("curl", "make"))]
    assert fetch.startswith("gh run download 99 ")
    environment = runner.copy.environment(GH_TOKEN="mine", PATH=f"{runner.github / 'bin'}:{os.environ['PATH']}")
    for command in (fetch, settling[0]):
        subprocess.run(["bash", "-ec", command], cwd=root, env=environment, check=True, timeout=60)
    assert runner.copy.project.known_drift.read_bytes() != before
    runner.copy.project.known_drift.write_bytes(before)
    shutil.rmtree(artefact)


def issues(runner: Runner) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads((runner.github / "issues.json").read_text())
    return content


def test_drift_opens_an_issue_its_end_closes_it_silence_opens_another(runner: Runner) -> None:
    assert spend_night(runner, 1, "path.trailing_slash:301") == 1, runner.outputs[-1]
    (issue,) = issues(runner)
    assert issue["state"] == "open"
    assert issue["title"].startswith("Contract drift: path.trailing_slash")
    report = (runner.copy.root / "reports" / "drift.md").read_text()
    first_lines, target, rest = report.partition("The target was")
    assert first_lines.strip() in issue["body"]
    assert issue["body"].endswith(target + rest)
    assert "path.trailing_slash" in report
    assert "https://github.com/team/project/actions/runs/99" in issue["body"]
    assert (runner.github / "GITHUB_STEP_SUMMARY").read_text() == report
    paste_commands(runner, issue["body"])

    shard = runner.copy.root / "build" / "shards" / "shard-0" / "drift.json"
    rewrite(shard, 1, verdict="conforms", reason="")
    assert report_on(runner, 2) == 0, runner.outputs[-1]
    (issue,) = issues(runner)
    assert issue["state"] == "closed"
    assert issue["comments"][0].startswith("The API conforms again")

    # Two nights without an answer have left their reports, another one none; tonight is the third with a report.
    (runner.github / "runs" / "3").mkdir()
    silent = {"verdict": "inconclusive", "reason": "no connection"}
    for days in (2, 3, 5):
        rewrite(shard, days, **silent, last_conclusive_at="2026-11-01T03:17:00+00:00" if days < 5 else None)
        if days < 5:
            artefact = runner.github / "runs" / str(2 + days) / "nightly"
            artefact.mkdir(parents=True)
            shutil.copy(shard, artefact)
    assert report_on(runner, 7) == 3, runner.outputs[-1]
    assert issues(runner)[1]["title"] == "Contract check: inconclusive for 3 nights in a row"
    assert "(last conclusive `2026-11-01T03:17:00+00:00`)" in issues(runner)[1]["body"]
    assert "run 3 left no report" in "".join(runner.outputs)


def test_a_shard_is_told_of_the_newest_night_that_left_a_report(runner: Runner) -> None:
    for number, report in ((1, "old"), (2, "new"), (3, None)):
        artefact = runner.github / "runs" / str(number) / "nightly"
        artefact.parent.mkdir(parents=True)
        if report:
            artefact.mkdir()
            (artefact / "drift.json").write_text(report)
    command = 'contract_tests --target live --shard "$SHARD"'
    assert command in planned(runner)
    assert "--previous" not in planned(runner)
    assert runner.run("nightly.yml", "check", TOKEN, before="make contract-shard") == 0, runner.outputs[-1]
    assert (runner.copy.root / "build" / "previous" / "drift.json").read_text() == "new"
    assert f"{command} --previous build/previous/drift.json" in planned(runner)
    # Without a report of before, or without GitHub, the day decides.
    shutil.rmtree(runner.copy.root / "build" / "previous")
    assert runner.run("nightly.yml", "check", {}, before="make contract-shard") == 0, runner.outputs[-1]
    assert "--previous" not in planned(runner)


def planned(runner: Runner) -> str:
    """What `make contract-shard` would run."""
    command = ["make", "--dry-run", "contract-shard"]
    return subprocess.run(command, cwd=runner.copy.root, capture_output=True, text=True, check=True).stdout


def rewrite(shard: Path, days: int, **operation: str | None) -> None:
    """Make of a shard's report one without findings, some days later, with these values at every operation."""
    record = json.loads(shard.read_text())
    night = datetime.now(UTC) + timedelta(days=days)
    for entry in record["operations"]:
        entry.update(operation)
    record |= {"verdict": operation["verdict"], "findings": [], "started_at": night.isoformat(timespec="seconds")}
    record["coverage"]["successes"] = int(operation["verdict"] == "conforms")
    shard.write_text(json.dumps(record))
