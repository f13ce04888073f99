"""The client of a document of ours, as a package with a name of its own beside the real one."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from tests.conftest import make_small_project
from vendor_spec.generate.generation import generate
from vendor_spec.overlay.correction import build


@contextmanager
def generated_package(folder: Path, document: str, name: str) -> Iterator[ModuleType]:
    """Generate the client in `folder` and import it as `name`."""
    project = make_small_project(folder, Path(__file__).with_name(document).read_text())
    generate(project, build(project))
    shutil.copytree(project.client, folder / name)
    sys.path.insert(0, str(folder))
    yield importlib.import_module(name)
    sys.path.remove(str(folder))
