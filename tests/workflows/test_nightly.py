"""The nightly workflow, step by step, with the fake vendor as the live API and a stand-in for gh."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fake_vendor import FakeVendor
from tests.workflows.conftest import TOKEN
from tests.workflows.jobs import Runner
from vendor_spec.overlay.correction import correct

SECRETS = ("VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN", "VOBIZ_CALL_UUID")


def spend_night(runner: Runner, number: int, *drifts: str, shards: tuple[str, ...] = ("1/1",)) -> int:
    """Both jobs of a night; leaves behind what the upload steps would, and returns the status of the last step."""
    root = runner.copy.root
    shutil.rmtree(root / "build" / "shards", ignore_errors=True)
    content = correct(runner.copy.project, runner.copy.project.overlay).content
    with FakeVendor(content, drifts) as vendor:
        context = {
            "vars.VOBIZ_BASE_URL": vendor.base_url,
            **{f"secrets.{name}": vendor.environment[name] for name in SECRETS},
        }
        for index, shard in enumerate(shards):
            shutil.rmtree(root / "reports", ignore_errors=True)
            assert runner.run("nightly.yml", "ask", {**context, "matrix.shard": shard}) == 0, runner.said[-1]
            shutil.copytree(root / "reports", root / "build" / "shards" / f"shard-{index}")
    status = report_on(runner, number)
    everything = "".join(runner.said) + "".join(path.read_text() for path in runner.github.glob("*.json*"))
    assert not [name for name in SECRETS if vendor.environment[name] in everything]
    return status


def report_on(runner: Runner, number: int) -> int:
    """The second job, on the shards that are there."""
    for left in ("build/nights", "reports"):
        shutil.rmtree(runner.copy.root / left, ignore_errors=True)
    status = runner.run("nightly.yml", "report", TOKEN)
    shutil.copytree(runner.copy.root / "reports", runner.github / "runs" / str(number) / "nightly")
    return status


def issues(runner: Runner) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((runner.github / "issues.json").read_text())
    return found


def test_drift_opens_an_issue_its_end_closes_it_silence_opens_another(runner: Runner) -> None:
    assert spend_night(runner, 1, "path.trailing_slash:301", shards=("1/2", "2/2")) == 1, runner.said[-1]
    (issue,) = issues(runner)
    assert issue["state"] == "open"
    assert issue["title"].startswith("Contract drift: path.trailing_slash")
    report = (runner.copy.root / "reports" / "drift.md").read_text()
    assert issue["body"].endswith(report)
    assert "path.trailing_slash" in report
    assert "https://github.com/team/project/actions/runs/99" in issue["body"]
    assert (runner.github / "GITHUB_STEP_SUMMARY").read_text() == report

    assert spend_night(runner, 2) == 0, runner.said[-1]
    (issue,) = issues(runner)
    assert issue["state"] == "closed"
    assert issue["comments"][0].startswith("The API conforms again")

    # Two nights without an answer have left their reports, another one none; tonight is the third with a report.
    (runner.github / "runs" / "3").mkdir()
    shard = runner.copy.root / "build" / "shards" / "shard-0" / "drift.json"
    for days in (1, 2, 4):
        silence(shard, days, "2026-11-01T03:17:00+00:00" if days < 4 else None)
        if days < 4:
            artefact = runner.github / "runs" / str(3 + days) / "nightly"
            artefact.mkdir(parents=True)
            shutil.copy(shard, artefact)
    assert report_on(runner, 7) == 3, runner.said[-1]
    assert issues(runner)[1]["title"] == "Contract check: inconclusive for 3 nights in a row"
    assert "(last conclusive `2026-11-01T03:17:00+00:00`)" in issues(runner)[1]["body"]
    assert "run 3 left no report" in "".join(runner.said)


def silence(shard: Path, days: int, last: str | None) -> None:
    """Make of a shard's report one of a night, some days later, in which nothing could be told."""
    record = json.loads(shard.read_text())
    night = datetime.now(UTC) + timedelta(days=days)
    for operation in record["operations"]:
        operation |= {"verdict": "inconclusive", "reason": "no connection", "last_conclusive_at": last}
    shard.write_text(
        json.dumps(
            {**record, "verdict": "inconclusive", "findings": [], "started_at": night.isoformat(timespec="seconds")}
        )
    )
