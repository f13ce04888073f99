"""Who may import whom, as ARCHITECTURE.md draws it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# The first room that a file lies in decides; a room may always import itself.
MAY_IMPORT = {
    "vobiz_runtime": set(),
    "generated/vobiz_client": {"vobiz_runtime"},
    "vendor_spec": set(),
    "fake_vendor": {"vendor_spec"},
    "contract_tests/harness": {"vendor_spec", "vobiz_client", "vobiz_runtime"},
    "contract_tests": {"contract_tests.harness", "vendor_spec", "vobiz_client", "vobiz_runtime"},
    "examples": {"vobiz_client"},
    "release": {"vobiz_client", "vobiz_runtime"},
}
OURS = (
    "vobiz_runtime",
    "vobiz_client",
    "vendor_spec",
    "fake_vendor",
    "contract_tests",
    "examples",
    "release",
    "tests",
    "benchmarks",
)


def imports_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def violations(root: Path) -> list[str]:
    found = []
    for room, allowed in MAY_IMPORT.items():
        name = room.removeprefix("generated/").replace("/", ".")
        for file in sorted((root / room).rglob("*.py")):
            if room == "contract_tests" and "harness" in file.parts:
                continue
            for module in imports_of(file.read_text()):
                if module.split(".")[0] not in OURS:
                    continue
                if not any(module == other or module.startswith(f"{other}.") for other in {*allowed, name}):
                    found.append(f"{file.relative_to(root)} imports {module}")
    return found


def test_rooms_import_only_what_they_may() -> None:
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("vobiz_runtime/x.py", "import vobiz_client"),
        ("vendor_spec/x.py", "from contract_tests.harness import findings"),
        ("fake_vendor/x.py", "def f():\n    from contract_tests.harness.findings.finding import Finding"),
        ("generated/vobiz_client/api/x.py", "from vendor_spec import document"),
        ("contract_tests/harness/x.py", "import contract_tests.conftest"),
        ("contract_tests/harness/x.py", "import fake_vendor.server"),
        ("contract_tests/test_x.py", "import fake_vendor"),
        ("examples/x.py", "import vobiz_runtime"),
        ("release/x.py", "import fake_vendor"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, file: str, line: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert len(violations(tmp_path)) == 1


def test_no_hand_written_module_is_longer_than_250_lines() -> None:
    rooms = [room for room in MAY_IMPORT if not room.startswith("generated")]
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    assert [file for file in files if len(file.read_text().splitlines()) > 250] == []
