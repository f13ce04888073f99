"""What type checkers say of a user's program: the real types, and an error at every mistake."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("user_program.py")
NODE_TOOLS = ROOT / "node_modules" / ".bin"


def expected(kind: str) -> dict[int, str]:
    lines = enumerate(PROGRAM.read_text().splitlines(), 1)
    found = {number: line.partition("  # ")[2] for number, line in lines if "  # " in line}
    return {number: said for number, said in found.items() if (said == "error") is (kind == "error")}


def short(type_: str) -> str:
    # mypy writes `vobiz_client.models.live_call.LiveCall`, pyright `LiveCall`.
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", type_)


def check(mistakes: dict[int, str], types: dict[int, str]) -> None:
    assert {number: short(type_) for number, type_ in types.items()} == expected("type")
    assert sorted(mistakes) == sorted(expected("error")), mistakes


def test_mypy_sees_the_real_types(tmp_path: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path), str(PROGRAM)],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": f"{ROOT / 'generated'}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    mistakes: dict[int, str] = {}
    types: dict[int, str] = {}
    for line in outcome.stdout.splitlines():
        _, number, kind, message = line.split(":", 3)
        if revealed := re.match(r' Revealed type is "(.*)"', message):
            types[int(number)] = revealed[1]
        elif kind.strip() == "error":
            mistakes[int(number)] = message
    check(mistakes, types)


def test_pyright_sees_the_real_types(tmp_path: Path) -> None:
    config = tmp_path / "pyrightconfig.json"
    settings = {
        "include": [str(PROGRAM)],
        "extraPaths": [str(ROOT / "generated"), str(ROOT)],
        "typeCheckingMode": "strict",
        "reportUnusedExpression": False,
    }
    # Paths in the settings are relative to them.
    settings["include"] = [os.path.relpath(PROGRAM, tmp_path)]
    config.write_text(json.dumps(settings))
    outcome = subprocess.run(
        [str(NODE_TOOLS / "pyright"), "--outputjson", "--pythonpath", sys.executable, "-p", str(config)],
        env={**os.environ, "PATH": f"{NODE_TOOLS}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    mistakes: dict[int, str] = {}
    types: dict[int, str] = {}
    for item in json.loads(outcome.stdout)["generalDiagnostics"]:
        number = item["range"]["start"]["line"] + 1
        if revealed := re.match(r'Type of ".*" is "(.*)"$', item["message"]):
            types[number] = revealed[1]
        elif item["severity"] == "error":
            mistakes[number] = item["message"]
    check(mistakes, types)
