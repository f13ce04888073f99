"""The nightly workflow, step by step, with the fake vendor as the live API and a stand-in for gh."""

import json
import shutil
from datetime import datetime, timedelta
from typing import Any

from fake_vendor import FakeVendor
from tests.workflows.conftest import TOKEN
from tests.workflows.jobs import Runner
from vendor_spec.correction import correct

SECRETS = ("VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN", "VOBIZ_CALL_UUID")


def spend_night(runner: Runner, number: int, *drifts: str) -> int:
    """Both jobs of a night; leaves behind what the upload steps would, and returns the status of the last step."""
    root = runner.copy.root
    for left in ("build/shards", "build/nights"):
        shutil.rmtree(root / left, ignore_errors=True)
    content = correct(runner.copy.project, runner.copy.project.overlay).content
    with FakeVendor(content, drifts) as vendor:
        context = {
            "vars.VOBIZ_BASE_URL": vendor.base_url,
            "vars.VOBIZ_RATE || '1/s'": "1000/s",
            **{f"secrets.{name}": vendor.environment[name] for name in SECRETS},
        }
        for index, shard in enumerate(("1/2", "2/2")):
            shutil.rmtree(root / "reports", ignore_errors=True)
            assert runner.run("nightly.yml", "ask", {**context, "matrix.shard": shard}) == 0, runner.said[-1]
            shutil.copytree(root / "reports", root / "build" / "shards" / f"shard-{index}")
    shutil.rmtree(root / "reports")
    status = runner.run("nightly.yml", "report", TOKEN)
    shutil.copytree(root / "reports", runner.github / "runs" / str(number) / "nightly")
    everything = "".join(runner.said) + "".join(path.read_text() for path in runner.github.glob("*.json*"))
    assert not [name for name in SECRETS if vendor.environment[name] in everything]
    return status


def issues(runner: Runner) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((runner.github / "issues.json").read_text())
    return found


def test_a_drift_opens_an_issue_and_its_end_closes_it(runner: Runner) -> None:
    assert spend_night(runner, 1, "path.trailing_slash:301") == 1, runner.said[-1]
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


def test_the_third_night_without_an_answer_opens_an_issue(runner: Runner) -> None:
    (runner.github / "runs" / "7").mkdir(parents=True)
    assert spend_night(runner, 1, "outage.refused") == 0, runner.said[-1]
    assert not (runner.github / "issues.json").exists()
    record = json.loads((runner.copy.root / "reports" / "drift.json").read_text())
    for days in (1, 2):
        earlier = datetime.fromisoformat(record["started_at"]) - timedelta(days=days)
        place = runner.github / "runs" / str(10 + days) / "nightly"
        place.mkdir(parents=True)
        (place / "drift.json").write_text(json.dumps({**record, "started_at": earlier.isoformat()}))
    shutil.rmtree(runner.copy.root / "build" / "nights")
    assert runner.run("nightly.yml", "report", TOKEN) == 3, runner.said[-1]
    (issue,) = issues(runner)
    assert issue["title"] == "Contract check: nothing could be told for 3 nights"
    assert "run 7 left no report" in "".join(runner.said)
