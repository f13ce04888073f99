"""Runs the shell steps of a workflow's job in order, as GitHub does, on a scratch copy; actions are left to GitHub."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import define, field

from tests.conftest import ROOT, Copy

WORKFLOWS = ROOT / ".github" / "workflows"
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
ALWAYS = "${{ always() }}"
GH = Path(__file__).with_name("stand_in_gh.py")


def read_workflow(name: str) -> dict[Any, Any]:
    """The content of a workflow; its `on` is the key True, as YAML 1.1 has it."""
    content: dict[Any, Any] = yaml.safe_load((WORKFLOWS / name).read_text())
    return content


def run_lines() -> dict[tuple[str, str, int], str]:
    """Every `run:` of every workflow, by file, job and number of the step."""
    return {
        (path.name, job, number): " ".join(step["run"].split())
        for path in sorted(WORKFLOWS.iterdir())
        for job, content in read_workflow(path.name)["jobs"].items()
        for number, step in enumerate(content["steps"])
        if "run" in step
    }


def keep_environment(copy: Copy) -> None:
    """Make the copy's packages newer than its files: else make would install the copy in the place of the project."""
    (copy.root / ".venv" / ".ready").touch()
    for name in ("pyproject.toml", "package.json", "package-lock.json", ".npmrc"):
        os.utime(copy.root / name, (0, 0))
    for path in (copy.root / "requirements").iterdir():
        os.utime(path, (0, 0))


@define
class Runner:
    """A copy of the project with everything installed, a stand-in for `gh` on the path, and what `gh` knows.

    `github` is the folder of the stand-in: `issues.json`, `runs/<id>/` with earlier artefacts, `calls.jsonl`.
    """

    copy: Copy
    github: Path
    outputs: list[str] = field(factory=list)

    @classmethod
    def make(cls, copy: Copy, github: Path) -> "Runner":
        """Link the packages of this environment into the copy."""
        place = copy.root / ".venv"
        place.mkdir()
        for name in ("bin", "lib"):
            (place / name).symlink_to(Path(sys.prefix) / name)
        shutil.copy(Path(sys.prefix) / "pyvenv.cfg", place)
        keep_environment(copy)
        (github / "bin").mkdir(parents=True)
        gh = github / "bin" / "gh"
        gh.write_text(f'#!/bin/sh\nexec {sys.executable} {GH} {github} "$@"\n')
        gh.chmod(0o755)
        return cls(copy, github)

    def run(self, workflow: str, job: str, context: Mapping[str, str], *, before: str = "", **environment: str) -> int:
        """Run every `run:` of a job, or those before a command; after the first that fails, only what runs always.

        Returns the exit status of the one that failed, or 0.

        `context` gives the values of expressions such as `matrix.shard`; an expression without one is the empty text.
        """
        keep_environment(self.copy)
        known, failed = dict(context), 0
        steps = [step for step in read_workflow(workflow)["jobs"][job]["steps"] if "run" in step]
        for step in steps:
            condition = step.get("if", "true")
            if condition != ALWAYS and (failed or not _holds(condition, known)):
                continue
            if before and step["run"] == before:
                break
            status, values = self._step(step, known, environment)
            known |= {f"steps.{step.get('id')}.outputs.{name}": value for name, value in values.items()}
            failed = failed or (0 if step.get("continue-on-error") else status)
        return failed

    def _step(
        self, step: dict[str, Any], known: Mapping[str, str], environment: Mapping[str, str]
    ) -> tuple[int, dict[str, str]]:
        files = {name: self.github / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        files["GITHUB_OUTPUT"].write_text("")
        given = {name: _fill(str(value), known) for name, value in step.get("env", {}).items()}
        ran = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=self.copy.root,
            env={
                **self.copy.environment(**environment),
                "PATH": f"{self.github / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "team/project",
                "GITHUB_RUN_ID": "99",
                **{name: str(path) for name, path in files.items()},
                **given,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        self.outputs.append(ran.stdout)
        return ran.returncode, dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())


def _fill(text: str, known: Mapping[str, str]) -> str:
    return EXPRESSION.sub(lambda match: known.get(match[1], ""), text)


def _holds(condition: str, known: Mapping[str, str]) -> bool:
    match = re.fullmatch(r"\$\{\{ (\S+) (==|!=) '(.*)' \}\}", condition)
    if match is None:
        assert condition == "true", f"{condition}: teach this test to read it"
        return True
    return (known.get(match[1], "") == match[3]) is (match[2] == "==")
