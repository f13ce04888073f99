"""The client of a document in the shape of the vendor's whole one: its examples run, and type checkers follow it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import make_small_project
from vendor_spec.generate.generation import generate
from vendor_spec.openapi.document import parse_document
from vendor_spec.openapi.validation.self_contained import self_contained
from vendor_spec.overlay.correction import build

ROOT = Path(__file__).parents[2]
DOCUMENT = Path(__file__).with_name("whole_api.yaml")
EXAMPLES = ROOT / "examples" / "whole_api"
PROGRAMS = [Path(__file__).with_name(name) for name in ("whole_program.py", "mistakes.py")]
MISTAKES = [number for number, line in enumerate(PROGRAMS[1].read_text().splitlines(), 1) if "# mistake: " in line]

RUNS = {
    "make_a_call 910000000001 910000000002 https://example.com/ 0.5": (
        r"asked for \S+\nin-progress\nstill there after 0\.5 s of watching\n"
    ),
    "transactions_of_a_day 2026-01-15": r"((credit|debit): \d+\.\d\d [A-Z]{3}\n)+",
    "buy_a_number +910000000003 INR 100": r"would buy \+910000000003; say --yes to do so\n",
    "buy_a_number +910000000003 INR 100 --yes": r"bought \+910000000003\n",
    "buy_a_number +910000000003 INR 999 --yes": r"not bought: 200\.25 INR are available, and 999 are needed\n",
    "mute_a_conference": r"standup: 17 may speak\n",
    "mute_a_conference standup": r"standup: 17 is muted now\n",
    "health_of_numbers E164 +910000000009": (
        r"\+\d+: active, 12 calls\n\+910000000009: get_number_health \(GET .*\): 404: .*\n"
    ),
    "calls_as_csv 2026-01-15 FILE": r"\S+calls\.csv: 4 bytes of text/csv\n",
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the package `vobiz_client` of that document."""
    project = make_small_project(tmp_path_factory.mktemp("whole"), DOCUMENT.read_text())
    generate(project, build(project))
    return project.client.parent


@pytest.fixture(scope="module")
def vendor() -> Iterator[FakeVendor]:
    content = self_contained(parse_document(DOCUMENT.read_bytes(), DOCUMENT.name).content)
    with FakeVendor(content) as vendor:
        yield vendor


def run(generated: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONPATH": str(generated), **environment}
    return subprocess.run([sys.executable, *command], env=settings, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("command", RUNS)
def test_the_example_runs_on_the_fake_vendor(command: str, generated: Path, vendor: FakeVendor, tmp_path: Path) -> None:
    name, *arguments = command.split()
    values = {"E164": vendor.environment["VOBIZ_E164"], "FILE": str(tmp_path / "calls.csv")}
    done = run(
        generated, str(EXAMPLES / f"{name}.py"), *(values.get(one, one) for one in arguments), **vendor.environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(RUNS[command], done.stdout)


def test_every_example_runs_and_names_what_it_needs() -> None:
    ours = [path for path in EXAMPLES.glob("*.py") if path.name != "test_without_network.py"]
    assert {path.stem for path in ours} == {command.split()[0] for command in RUNS}
    names = re.findall(r"operationId: (\S+)", DOCUMENT.read_text())
    for path in EXAMPLES.glob("*.py"):
        needed = re.search(r"\nNeeds the operations? (.+?)\.(\s|$)", path.read_text(), re.DOTALL)
        assert needed is not None
        assert set(re.split(r", | and ", needed[1])) <= set(names)


def test_the_example_of_tests_passes_without_a_network(generated: Path) -> None:
    done = run(generated, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLES / "test_without_network.py"))
    assert done.returncode == 0, done.stdout


def test_the_program_of_a_new_user_runs(generated: Path) -> None:
    done = run(generated, str(PROGRAMS[0]))
    assert (done.returncode, done.stderr) == (0, "")


LISTS = """
from vobiz_client.testing import StubTransport, example
api = StubTransport()
with api.client() as vobiz:
    def ids(): return [each.recording_id for each in vobiz.recordings.list_recordings_iter()]
    print(ids(), len(list(vobiz.balance.list_transactions_iter())))
    first, second = ([{"recording_id": name, "recording_url": "u"}] for name in "ab")
    api.answer("list_recordings", example(objects=first + second))
    print(ids(), ids())
    api.answer("list_recordings", example(objects=first), example(objects=second))
    print(ids())
    more = {"limit": 1, "offset": 0, "next": "/?limit=1&offset=1"}
    pages = {None: {"meta": more, "objects": first}, "1": {"meta": {**more, "next": ""}, "objects": second}}
    api.answer("list_recordings", lambda sent: pages[sent.query.get("offset")])
    print(ids())
    api.answer("list_recordings", {"meta": more, "objects": first}, example(objects=second))
    print(ids())
"""


def test_a_list_of_the_stand_in_ends_with_what_was_given(generated: Path) -> None:
    done = run(generated, "-c", LISTS)
    assert done.stderr == ""
    assert done.stdout == "['r1'] 1\n['a', 'b'] ['a', 'b']\n['a', 'b']\n['a', 'b']\n['a', 'b']\n"


@pytest.fixture
def programs(generated: Path, tmp_path: Path) -> Path:
    """A folder of all these programs and the client, for a type checker."""
    (tmp_path / "vobiz_client").symlink_to(generated / "vobiz_client")
    for path in [*PROGRAMS, *EXAMPLES.glob("*.py")]:
        (tmp_path / path.name).write_text(path.read_text())
    return tmp_path


def test_mypy_finds_each_mistake_where_it_is_and_nothing_else(programs: Path) -> None:
    names = sorted(path.name for path in programs.glob("*.py"))
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(programs / "cache"), *names]
    done = subprocess.run(command, cwd=programs, capture_output=True, text=True, timeout=300)
    found = re.findall(r"^(\w+\.py):(\d+): error", done.stdout, re.MULTILINE)
    assert sorted({(name, int(line)) for name, line in found}) == [("mistakes.py", line) for line in MISTAKES]


def test_pyright_finds_each_mistake_where_it_is_and_nothing_else(programs: Path) -> None:
    (programs / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict", "exclude": ["vobiz_client"]}')
    bin_ = ROOT / "node_modules" / ".bin"
    command = [str(bin_ / "pyright"), "--outputjson", "--pythonpath", sys.executable, "--project", str(programs)]
    settings = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=300)
    report = json.loads(done.stdout)
    found = {(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in report["generalDiagnostics"]}
    assert report["summary"]["filesAnalyzed"] == len(list(programs.glob("*.py")))
    assert sorted(found) == [("mistakes.py", line) for line in MISTAKES]
