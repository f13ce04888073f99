"""Stands in for `gh`: keeps issues and pull requests in a folder, and every call; refuses what it does not know.

Called as `stand_in_gh.py FOLDER ARGUMENTS...` by a script named gh on the path.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any


def main(folder: Path, given: list[str]) -> int:
    if not os.environ.get("GH_TOKEN"):
        print("gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable")
        return 4
    with (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps(given) + "\n")
    options = read_options(given)
    work = {
        ("run", "list"): list_runs,
        ("run", "download"): download_run,
        ("label", "create"): lambda *_: 0,
        ("issue", "list"): list_issues,
        ("issue", "create"): create_issue,
        ("issue", "edit"): edit_issue,
        ("issue", "comment"): comment_on_issue,
        ("issue", "close"): close_issue,
        ("auth", "setup-git"): lambda *_: 0,
        ("pr", "create"): create_pull_request,
        ("pr", "edit"): edit_pull_request,
        ("workflow", "run"): lambda *_: 0,
    }[options.noun, options.verb]
    return work(folder, options)


def read_options(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gh", allow_abbrev=False)
    parser.add_argument("noun")
    parser.add_argument("verb")
    parser.add_argument("which", nargs="?")
    for name in (
        *("workflow", "branch", "status", "limit", "json", "jq", "name", "dir", "label", "state"),
        *("title", "body-file", "description", "head", "ref"),
    ):
        parser.add_argument(f"--{name}")
    parser.add_argument("--force", action="store_true")
    return parser.parse_args(given)


def list_runs(folder: Path, _: argparse.Namespace) -> int:
    runs = sorted((int(path.name) for path in (folder / "runs").glob("*")), reverse=True)
    print("".join(f"{run}\n" for run in runs), end="")
    return 0


def download_run(folder: Path, options: argparse.Namespace) -> int:
    artefact = folder / "runs" / options.which / options.name
    if not artefact.exists():
        print("no artifact matches any of the names or patterns provided", file=sys.stderr)
        return 1
    shutil.copytree(artefact, options.dir)
    return 0


def list_issues(folder: Path, options: argparse.Namespace) -> int:
    keys = options.json.split(",")
    print(json.dumps([{key: issue[key] for key in keys} for issue in read(folder) if issue["state"] == options.state]))
    return 0


def create_issue(folder: Path, options: argparse.Namespace) -> int:
    issues = read(folder)
    body = Path(options.body_file).read_text()
    issue = {"number": len(issues) + 1, "state": "open", "title": options.title, "body": body, "comments": []}
    return write(folder, [*issues, issue])


def edit_issue(folder: Path, options: argparse.Namespace) -> int:
    return change(folder, options, title=options.title, body=Path(options.body_file).read_text())


def comment_on_issue(folder: Path, options: argparse.Namespace) -> int:
    (issue,) = (issue for issue in read(folder) if issue["number"] == int(options.which))
    return change(folder, options, comments=[*issue["comments"], Path(options.body_file).read_text()])


def close_issue(folder: Path, options: argparse.Namespace) -> int:
    return change(folder, options, state="closed")


def create_pull_request(folder: Path, options: argparse.Namespace) -> int:
    place = folder / "pull-request.md"
    if place.exists():
        print(f'a pull request for branch "{options.head}" already exists', file=sys.stderr)
        return 1
    place.write_text(Path(options.body_file).read_text())
    return 0


def edit_pull_request(folder: Path, options: argparse.Namespace) -> int:
    (folder / "pull-request.md").write_text(Path(options.body_file).read_text())
    return 0


def change(folder: Path, options: argparse.Namespace, **changes: Any) -> int:
    return write(
        folder, [issue | changes if issue["number"] == int(options.which) else issue for issue in read(folder)]
    )


def read(folder: Path) -> list[dict[str, Any]]:
    place = folder / "issues.json"
    issues: list[dict[str, Any]] = json.loads(place.read_text()) if place.exists() else []
    return issues


def write(folder: Path, issues: list[dict[str, Any]]) -> int:
    (folder / "issues.json").write_text(json.dumps(issues))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
