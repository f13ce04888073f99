"""What an import of the client costs, by the number of operations that its document has. Run by `make bench`.

`python -m benchmarks.import_time [DOCUMENT ...]`: without arguments, the project's own document and the made-up one of
forty operations. Everything is timed in one run, in turns, so that the ratios hold on a busy machine, too.
"""

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from vendor_spec.correction import build
from vendor_spec.generation import generate
from vendor_spec.project import Project
from vendor_spec.provenance import accept_document

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "openapi.yaml", ROOT / "tests" / "many_operations.yaml")
ROUNDS = 15
TIMER = "import time; began = time.perf_counter(); {}; print(time.perf_counter() - began)"
FIND_FIRST = """
import importlib, pkgutil, vobiz_client.api as api
for tag in sorted(m.name for m in pkgutil.iter_modules(api.__path__)):
    for name in sorted(m.name for m in pkgutil.iter_modules([f"{api.__path__[0]}/{tag}"])):
        print(f"vobiz_client.api.{tag}.{name}"); raise SystemExit
"""


@frozen
class Row:
    """One thing to import: `statement` with the modules of `folder`."""

    what: str
    statement: str
    folder: Path


def client_of(document: Path, root: Path) -> tuple[Path, int]:
    """Generate the client of a document below `root`; returns the folder to import it from, and its operations."""
    project = Project(root)
    root.mkdir()
    shutil.copy(document, project.document)
    project.overlay.write_text("overlay: 1.1.0\nactions: []\n")
    shutil.copy(ROOT / "generator-config.yml", project.generator_config)
    shutil.copytree(ROOT / "generator-templates", project.templates)
    accept_document(project)
    corrected = build(project)
    generate(project, corrected)
    return project.client.parent, len(corrected.operations)


def run(program: str, folder: Path) -> str:
    """What a program prints in a process of its own that finds the client in `folder`."""
    path = os.pathsep.join((str(folder), str(ROOT)))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def measure(rows: Sequence[Row]) -> list[float]:
    """The median seconds of each row's import, its byte code written and its files read before."""
    seconds: list[list[float]] = [[] for _ in rows]
    for turn in range(ROUNDS + 1):
        for row, taken in zip(rows, seconds, strict=True):
            spent = float(run(TIMER.format(row.statement), row.folder))
            if turn:
                taken.append(spent)
    return [statistics.median(taken) for taken in seconds]


def main(arguments: Sequence[str]) -> None:
    """Print one table: milliseconds, and the ratio to `import httpx`."""
    documents = [Path(argument) for argument in arguments] or DOCUMENTS
    with TemporaryDirectory() as folder:
        rows = [Row("`import httpx`", "import httpx", Path(folder))]
        for number, document in enumerate(documents):
            clients, operations = client_of(document, Path(folder) / str(number))
            first = run(FIND_FIRST, clients).strip()
            rows.append(Row(f"`import vobiz_client`, {operations} operations", "import vobiz_client", clients))
            rows.append(Row(f"and one of {operations} operations", f"import vobiz_client, {first}", clients))
        medians = measure(rows)
    print(f"| import, median of {ROUNDS} | ms | to httpx |\n|---|---:|---:|")
    for row, seconds in zip(rows, medians, strict=True):
        print(f"| {row.what} | {seconds * 1000:.1f} | {seconds / medians[0]:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
