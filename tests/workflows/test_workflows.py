"""The workflows: nothing in them but what is proven elsewhere, pinned, and allowed no more than it needs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from contract_tests.calls.commands import CREDENTIALS, ORDER
from tests.conftest import ROOT
from tests.workflows.jobs import WORKFLOWS, read_workflow, run_lines

NIGHT = "tests/workflows/test_nightly.py"
# Where each command is proven: `.ci/run` runs it, or the named test does, or it runs in order with the rest of its job.
PROVEN = {
    "make setup": ".ci/run",
    "make lint": ".ci/run",
    "make types": ".ci/run",
    "make check-generated": ".ci/run",
    "make test": ".ci/run",
    "make test-browser": ".ci/run",
    "make test-catalogue": "tests/workflows/test_workflows.py::test_the_catalogue_is_run_by_make",
    "make lint-spec": "tests/workflows/test_workflows.py::test_the_document_is_linted_by_make",
    "make setup generate": f"{NIGHT}::test_drift_opens_an_issue_its_end_closes_it_silence_opens_another",
    ".venv/bin/python -m contract_tests": "tests/harness/test_run.py::test_a_mock_run_conforms_as_plain_pytest_does",
    "make check-release": "tests/workflows/test_release.py::test_a_tag_of_this_project_is_checked_by_make",
    "make dist": "tests/workflows/test_release.py::test_wheel_and_sdist_have_the_same_bytes_wherever_they_are_built",
    "make check-dist": "tests/workflows/test_release.py::test_a_wheel_works_where_nothing_else_of_ours_is",
}
RUN_WHOLE = {
    ("nightly.yml", "check"): NIGHT,
    ("nightly.yml", "report"): NIGHT,
    ("regenerate.yml", "prepare"): "tests/workflows/test_regenerate.py",
    ("regenerate.yml", "propose"): "tests/workflows/test_regenerate.py",
}
UNSAFE = """
name: Unsafe
on: pull_request_target
permissions: {}
jobs:
  one:
    name: One
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""


def test_every_command_is_proven_elsewhere() -> None:
    lines = run_lines()
    assert {key[0] for key in lines} == {"catalogue.yml", "ci.yml", "nightly.yml", "regenerate.yml", "release.yml"}
    alone = {command for (file, job, _), command in lines.items() if (file, job) not in RUN_WHOLE}
    assert alone <= PROVEN.keys()
    assert {key[:2] for key in lines} >= RUN_WHOLE.keys()
    for command in alone:
        assert is_run_by(PROVEN[command], command), f"{command} is not proven by {PROVEN[command]}"
    for (file, job), place in RUN_WHOLE.items():
        assert f'"{file}", "{job}"' in (ROOT / place).read_text()


def is_run_by(place: str, command: str) -> bool:
    if place == ".ci/run":
        targets = set(command.removeprefix("make ").split())
        commands = [line.split()[1:] for line in (ROOT / place).read_text().splitlines() if line.startswith("make ")]
        return targets <= {target for command in commands for target in command}
    file, _, test = place.partition("::")
    return f"def {test}(" in (ROOT / file).read_text()


def test_ci_runs_the_tests_on_each_python_that_the_package_names_and_on_the_ends_all_of_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert project["requires-python"] == f">={named[0]}"
    rows = read_workflow("ci.yml")["jobs"]["test"]["strategy"]["matrix"]["include"]
    assert [row["python"] for row in rows] == named
    assert all((ROOT / row["tests"]).is_dir() for row in rows)
    assert rows[0]["tests"] == rows[-1]["tests"] == "tests"
    assert f"Python {named[0]} to {named[-1]}" in (ROOT / "README.md").read_text()


def test_an_action_is_one_commit_everywhere_with_its_version_beside_it() -> None:
    used = [line.strip() for path in WORKFLOWS.iterdir() for line in path.read_text().splitlines() if "uses:" in line]
    pinned = [re.fullmatch(r"- uses: ([\w/.-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line) for line in used]
    assert all(pinned)
    assert len({match.groups() for match in pinned if match}) == len({match[1] for match in pinned if match})


def test_secrets_are_seen_by_the_steps_that_ask_and_by_no_other() -> None:
    seen = set()
    for path in WORKFLOWS.iterdir():
        content = read_workflow(path.name)
        assert content["permissions"] == {}
        for job in content["jobs"].values():
            seen |= {step["run"] for step in job["steps"] if "secrets." in str(step)}
            outside = {key: value for key, value in job.items() if key != "steps"}
            assert "secrets." not in str(outside)
    assert seen == {"make contract-shard", ".venv/bin/python -m contract_tests.calls end"}


def test_a_night_that_is_cancelled_or_fails_still_ends_its_test_call() -> None:
    steps = read_workflow("nightly.yml")["jobs"]["check"]["steps"]
    asks = next(step for step in steps if step.get("run") == "make contract-shard")
    ends = steps[steps.index(asks) + 1]
    assert (ends["if"], ends["run"]) == ("${{ always() }}", ".venv/bin/python -m contract_tests.calls end")
    # All that the program needs to find a call whose id it was not told.
    assert ends["env"].items() == {name: value for name, value in asks["env"].items() if name in ends["env"]}.items()
    assert {*CREDENTIALS.values(), *ORDER.values(), "VOBIZ_BASE_URL"} == ends["env"].keys()


def test_only_the_jobs_that_write_may_write() -> None:
    writing = {
        (path.name, name): {right for right, value in job["permissions"].items() if value == "write"}
        for path in WORKFLOWS.iterdir()
        for name, job in read_workflow(path.name)["jobs"].items()
    }
    assert {key: rights for key, rights in writing.items() if rights} == {
        ("nightly.yml", "report"): {"issues"},
        ("regenerate.yml", "propose"): {"contents", "pull-requests", "actions"},
        ("release.yml", "publish"): {"id-token"},
    }


def test_make_lint_sees_what_is_wrong_with_a_workflow(tmp_path: Path) -> None:
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "unsafe.yml").write_text(UNSAFE)
    shape, patience, safety = [lint(recipe, tmp_path) for recipe in lint_recipes()]
    assert shape[0] == 0
    assert patience[0] != 0
    assert "'timeout-minutes' is a required property" in patience[1]
    assert safety[0] != 0
    assert "error[template-injection]" in safety[1]
    (workflows / "unsafe.yml").write_text(UNSAFE.replace("steps:", "step:"))
    status, output = lint(lint_recipes()[0], tmp_path)
    assert status != 0
    assert "'step' was unexpected" in output


def lint_recipes() -> list[str]:
    """The lines of `make lint` that look at workflows."""
    return [line.replace(".venv/bin", f"{sys.prefix}/bin") for line in recipe_of("lint") if ".github" in line]


def lint(recipe: str, folder: Path) -> tuple[int, str]:
    ran = subprocess.run(["bash", "-c", recipe], cwd=folder, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def test_the_catalogue_is_run_by_make() -> None:
    assert recipe_of("test-catalogue")[-1].startswith(".venv/bin/python -m pytest tests -m catalogue ")


def test_the_catalogue_is_run_once_a_week() -> None:
    (schedule,) = read_workflow("catalogue.yml")[True]["schedule"]
    minute, hour, day, month, weekday = schedule["cron"].split()
    assert (minute.isdecimal(), hour.isdecimal(), weekday.isdecimal(), day, month) == (True, True, True, "*", "*")


def test_the_document_is_linted_by_make() -> None:
    assert recipe_of("lint-spec")[-1] == ".venv/bin/python -m vendor_spec lint"


def recipe_of(target: str) -> list[str]:
    """Return the commands that `make TARGET` would run."""
    return subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
