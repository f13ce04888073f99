"""A client of any document is complete, marked, the same every time, and strictly typed."""

import subprocess

import pytest

from tests.any_document.conftest import Road
from vendor_spec.counts import counted
from vendor_spec.generate.generation import MARK, find_differences
from vendor_spec.overlay.correction import build

IMPORT_EVERYTHING = """
import pkgutil, importlib, vobiz_client
modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(vobiz_client.__path__, "vobiz_client.")]
described = [module.OPERATION for module in modules if hasattr(module, "OPERATION")]
print(*sorted({f"{operation.method} {operation.path}" for operation in described}), sep="\\n")
"""


# The project's own document is held to the same by `make types` and `make check-generated`.
pytestmark = pytest.mark.parametrize("road", ["3.0", "3.1"], indirect=True, scope="session")
WRONG = "from vobiz_client import Vobiz\nVobiz(auth_token='t').legs.get_leg(leg_id=[]).to + 1\n"


@pytest.fixture(scope="module")
def checked(road: Road, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What mypy says of the client, and of a module that calls the one of 3.1 wrongly."""
    cache = tmp_path_factory.getbasetemp() / "mypy-of-any-document"
    (road.copy.root / "wrong.py").write_text(WRONG if "/legs/{leg_id}" in str(road.labels) else "")
    arguments = ("--strict", "-p", "vobiz_client", "-m", "wrong", "--cache-dir", str(cache))
    return road.copy.run("-m", "mypy", *arguments, timeout=120)


def test_it_is_generated_without_a_warning(road: Road) -> None:
    assert road.generated.stderr == ""
    assert road.generated.stdout == f"generated/vobiz_client: written, {counted(len(road.labels), 'operation')}\n"


def test_a_second_run_gives_the_same_bytes(road: Road) -> None:
    assert find_differences(road.copy.project, build(road.copy.project)) == []


def test_every_file_is_marked_and_the_package_says_that_it_is_typed(road: Road) -> None:
    client = road.copy.project.client
    files = list(client.rglob("*.py"))
    assert len(files) > len(road.labels)
    assert [file for file in files if not file.read_text().startswith(MARK)] == []
    assert (client / "py.typed").is_file()


def test_it_holds_every_operation(road: Road) -> None:
    imported = road.copy.run("-c", IMPORT_EVERYTHING)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.splitlines() == sorted(road.labels)


@pytest.mark.catalogue  # `make types` does it to the shipped client
def test_it_is_strictly_typed(checked: subprocess.CompletedProcess[str]) -> None:
    errors = [line for line in checked.stdout.splitlines() if "error:" in line and not line.startswith("wrong.py:")]
    assert errors == []


@pytest.mark.catalogue
def test_a_wrong_type_is_seen(road: Road, checked: subprocess.CompletedProcess[str]) -> None:
    errors = [line for line in checked.stdout.splitlines() if line.startswith("wrong.py:")]
    assert len(errors) == (2 if (road.copy.root / "wrong.py").read_text() else 0), checked.stdout
