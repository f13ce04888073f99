"""Who may import whom: the contracts of pyproject.toml, which `make lint` holds, find what is against them."""

import ast
import re

from tests.conftest import ROOT, Copy

LINT = ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache", "--no-logo")
CIRCLE = "no circle among the modules of any folder"
# A contract of pyproject.toml, and imports against it: a file, and what it imports.
PLANTED = {
    "the packages: each imports only those below it": {
        "vendor_spec/openapi/planted.py": "contract_tests.harness.errors",
        "generated/vobiz_client/planted.py": "vendor_spec.errors",
        "contract_tests/harness/run/planted.py": "fake_vendor.vendor",
        "release/planted.py": "fake_vendor.errors",
    },
    "vendor_spec and the fake vendor know nothing of the client": {
        "fake_vendor/spec/planted.py": "vobiz_client.client"
    },
    "vobiz_client: the runtime knows no operation": {
        "generated/vobiz_client/runtime/planted.py": "vobiz_client.client"
    },
    "release knows nothing of the document": {"release/planted_too.py": "vendor_spec.project"},
    "nothing that is installed or run imports what only tries it": {
        "vendor_spec/diff/planted.py": "tests",
        "contract_tests/harness/checks/planted.py": "benchmarks",
        "fake_vendor/spec/planted_too.py": "examples",
    },
    "contract_tests: the tests are above the harness": {
        "contract_tests/harness/findings/planted.py": "contract_tests.conftest"
    },
    "harness: each folder imports only those below it": {
        "contract_tests/harness/target/planted.py": "contract_tests.harness.checks.judge",
        "contract_tests/harness/reporting/page/planted.py": "contract_tests.harness.run.run",
    },
    "vendor_spec: each folder imports only those below it": {
        "vendor_spec/openapi/planted_too.py": "vendor_spec.overlay.correction",
        "vendor_spec/prose/planted.py": "vendor_spec.diff.changes",
    },
    "fake_vendor: each layer imports only those below it": {
        "fake_vendor/serving/planted.py": "fake_vendor.variants.switches"
    },
    "fake_vendor.variants: each layer imports only those below it": {
        "fake_vendor/variants/effects.py": "fake_vendor.variants.outages"
    },
    CIRCLE: {"vendor_spec/update/sources.py": "vendor_spec.update.plan"},
}
OURS = ("vendor_spec", "fake_vendor", "contract_tests", "release", "tests", "benchmarks")


def test_every_contract_holds_and_finds_a_planted_import(copy: Copy) -> None:
    kept = copy.run(*LINT)
    assert kept.returncode == 0, kept.stdout
    for files in PLANTED.values():
        for name, module in files.items():
            with (copy.root / name).open("a") as file:
                file.write(f"\nimport {module}\n")
    broken = copy.run(*LINT)
    assert broken.returncode == 1
    assert set(re.findall(r"^(.+) BROKEN$", broken.stdout, re.MULTILINE)) == PLANTED.keys()
    planted = [module for contract, files in PLANTED.items() if contract != CIRCLE for module in files.values()]
    assert [module for module in planted if module not in broken.stdout] == []


def test_no_contract_has_an_exception() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


def test_examples_import_the_client_alone() -> None:
    for file in (ROOT / "examples").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.partition(".")[0] in OURS], file.name


def test_no_hand_written_module_is_longer_than_250_lines_and_no_folder_fuller_than_twelve() -> None:
    rooms = ("generator-templates", "vendor_spec", "fake_vendor", "contract_tests", "examples", "release")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    assert [file for file in files if len(file.read_text().splitlines()) > 250] == []
    new_rooms = [ROOT / room for room in ("vendor_spec", "fake_vendor", "contract_tests")]
    folders = {file.parent for file in files if any(file.is_relative_to(room) for room in new_rooms)}
    assert [folder for folder in folders if len(list(folder.glob("*.py"))) > 12] == []
    harness = ROOT / "contract_tests" / "harness"
    assert len([entry for entry in harness.iterdir() if entry.is_dir() and entry.name != "__pycache__"]) <= 9
    assert {entry.name for entry in harness.iterdir() if entry.is_file()} == {"__init__.py", "errors.py"}
