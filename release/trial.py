"""Tries a built wheel: installs it into an empty environment and calls the fake vendor with it."""

import itertools
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CALLER = Path(__file__).with_name("caller.py")
TIMEOUT = 300  # seconds for one step; pip may have to download


def try_wheel(wheel: Path, root: Path, *, with_dependencies: bool = True) -> str:
    """Install `wheel`, call every GET operation with it, and return the output of the caller.

    Raises subprocess.CalledProcessError when a step fails. Without its dependencies the wheel uses ours.
    """
    with tempfile.TemporaryDirectory(prefix="wheel-") as folder, _fake_vendor(root) as settings:
        venv.create(folder, with_pip=False)
        python = str(Path(folder, "bin", "python"))
        options = [] if with_dependencies else ["--no-deps", "--no-index"]
        pip = [sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check"]
        _run([*pip, "install", *options, str(wheel)], {}, root)
        # As PYTHONPATH and not as a site folder: our own editable install, a .pth file, stays out of it.
        ours = {} if with_dependencies else {"PYTHONPATH": sysconfig.get_path("purelib")}
        return _run([python, "-P", str(CALLER)], {**ours, **settings}, Path(folder))


@contextmanager
def _fake_vendor(root: Path) -> Iterator[Mapping[str, str]]:
    vendor = subprocess.Popen([sys.executable, "-m", "fake_vendor"], cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        lines = itertools.takewhile(lambda line: not line.startswith("# Ctrl-C"), vendor.stdout or ())
        yield dict(re.findall(r"^export (\w+)=(.*)$", "".join(lines), re.MULTILINE))
    finally:
        vendor.terminate()
        vendor.wait()


def _run(command: list[str], settings: Mapping[str, str], folder: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VOBIZ_", "PYTHON"))}
    environment = {**kept, **settings}
    return subprocess.run(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True, timeout=TIMEOUT, check=True
    ).stdout
