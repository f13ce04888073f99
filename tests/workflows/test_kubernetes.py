"""The manifests of docs/kubernetes: valid for Kubernetes, and their scripts do what they say."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from fake_vendor.vendor import FakeVendor
from tests.conftest import ROOT
from tests.workflows.jobs import Runner
from vendor_spec.overlay.correction import correct

MANIFESTS = ROOT / "docs" / "kubernetes" / "nightly.yaml"
VERSIONS = ("1.30", "1.37")  # an old one that is still in use, and the newest


def validate(path: Path, version: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kubernetes_validate", "--strict", "-k", version, str(path)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifests_are_valid_for_kubernetes(version: str) -> None:
    outcome = validate(MANIFESTS, version)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("old", "new"), [("completionMode:", "completionmode:"), ("restartPolicy: Never", "restartPolicy: []")]
)
def test_a_misspelt_manifest_is_found(tmp_path: Path, old: str, new: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(MANIFESTS.read_text().replace(old, new))
    assert validate(wrong, VERSIONS[-1]).returncode != 0


def containers() -> dict[str, dict[str, Any]]:
    jobs = [
        manifest["spec"]["jobTemplate"]["spec"]
        for manifest in yaml.safe_load_all(MANIFESTS.read_text())
        if "schedule" in manifest["spec"]
    ]
    assert {job.get("completions", 1) for job in jobs} == {1, 2}
    pods = [job["template"]["spec"]["containers"][0] for job in jobs]
    return {container["name"]: container for container in pods}


@pytest.mark.catalogue
def test_the_pods_ask_and_merge(runner: Runner, tmp_path: Path) -> None:
    content = correct(runner.copy.project, runner.copy.project.overlay).content
    with FakeVendor(content, ["field.missing:from"]) as vendor:
        for index in ("0", "1"):
            pod = {"JOB_COMPLETION_INDEX": index, **vendor.environment}
            assert start(runner, "ask", tmp_path, **pod) == 0
            shutil.rmtree(runner.copy.root / "reports")  # each pod begins with what the image holds
        assert start(runner, "merge", tmp_path) == 1
        (report,) = tmp_path.glob("nights/*/merged/drift.json")
        assert "field.missing" in {finding["kind"] for finding in json.loads(report.read_text())["findings"]}

        earlier, today = tmp_path / "nights" / "2001-01-01", report.parent
        earlier.mkdir()
        today.rename(earlier / "merged")
        for file in (earlier / "merged").glob("*.json"):
            text = re.sub(r'("started_at": )"[^"]*"', r'\1"2001-01-01T03:17:00+00:00"', file.read_text())
            file.write_text(re.sub(r'("next_turn": )\d+', r"\g<1>5", text))
        shutil.rmtree(runner.copy.root / "reports")
        assert start(runner, "ask", tmp_path, **pod) == 0
        assert json.loads((today.parent / "shard-1" / "drift.json").read_text())["turn"] == 5
        shutil.rmtree(runner.copy.root / "reports")
        assert start(runner, "merge", tmp_path) == 1
        first, second = json.loads((today / "history.json").read_text())
        assert (first["started_at"], second["started_at"][:2]) == ("2001-01-01T03:17:00+00:00", "20")

        shutil.rmtree(today)
        for shard in today.parent.glob("shard-*"):
            shutil.rmtree(shard)
        assert start(runner, "merge", tmp_path) == 2
        assert not today.exists(), "the report of another night is not tonight's"


@pytest.mark.catalogue
def test_a_pod_that_is_ended_ends_its_run_in_good_order(runner: Runner, tmp_path: Path) -> None:
    with FakeVendor(correct(runner.copy.project, runner.copy.project.overlay).content) as vendor:
        pod = begin(runner, "ask", tmp_path, JOB_COMPLETION_INDEX="1", **vendor.environment)
        while not vendor.requests and pod.poll() is None:
            time.sleep(0.01)
        pod.terminate()
        assert pod.wait(timeout=60) == 130
    assert len(list(tmp_path.glob("nights/*/shard-1/drift.json"))) == 1


def begin(runner: Runner, name: str, folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start the container's script as its pod would."""
    container = containers()[name]
    settings = {variable["name"]: variable["value"] for variable in container["env"]}
    return subprocess.Popen(
        [*container["command"], *container["args"]],
        cwd=runner.copy.root,
        env={**runner.copy.environment(**{**settings, **environment}), "NIGHTS": str(folder / "nights")},
        stdout=sys.stderr,
    )


def start(runner: Runner, name: str, folder: Path, **environment: str) -> int:
    """Run the container's script as its pod would; returns its exit status."""
    return begin(runner, name, folder, **environment).wait(timeout=120)
