"""Install a group of `pyproject.toml` from its lock into this environment: `python requirements/install.py contract`.

uv installs in a tenth of pip's time. It comes from a lock, too, by pip, and is told what pip is told of indexes, which
it does not read by itself. Where it cannot be had, or cannot install, pip does. Needs Python 3.11, and nothing else.

The environment is made without a pip, which takes Python longer than all the rest, and gets one with uv.
"""

import ast
import os
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LOCKS = Path(__file__).parent
# The Python that this environment is made of, of which `sys` says the prefix only otherwise.
BASE: str = sys._base_executable  # type: ignore[attr-defined]  # noqa: SLF001
# pip's settings by the variables that uv has for them.
VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
}


@cache
def pip() -> tuple[str, ...]:
    """Return the command of a pip that installs into this environment: its own, or that of the Python it is made of."""
    own, base = ((python, "-m", "pip", "--disable-pip-version-check") for python in (sys.executable, BASE))
    if find_spec("pip"):
        return own
    if subprocess.run([*base, "--version"], capture_output=True).returncode == 0:
        return (*base, "--python", sys.executable)
    run((sys.executable, "-m", "ensurepip"))
    return own


def pip_settings() -> dict[str, str]:
    """Return pip's settings by their long options, from its files and from `PIP_*`, which come last."""
    shown = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True).stdout
    settings: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):
        for line in shown.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(section):
                settings[name.removeprefix(section)] = str(ast.literal_eval(value))
    return settings


def uv_environment() -> dict[str, str]:
    """Return this process's environment, with what pip is told where packages are said to uv, too.

    What is set for uv already stays. Several indexes count as one, as they do for pip: the hashes say what is right.
    """
    settings = {VARIABLES[name]: value for name, value in pip_settings().items() if name in VARIABLES}
    if links := settings.get("UV_FIND_LINKS"):
        settings["UV_FIND_LINKS"] = ",".join(links.split())
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", **settings, **os.environ}


def run(command: tuple[str, ...], environment: dict[str, str] | None = None) -> bool:
    return subprocess.run(command, env=environment).returncode == 0


def install(*arguments: str) -> bool:
    """Install by `arguments`, which pip and uv share; return whether it worked."""
    uv = Path(sys.executable).with_name("uv")
    lock = ("--require-hashes", "--requirement", str(LOCKS / "installer.lock"))
    has_uv = uv.exists() or run((*pip(), "install", "--quiet", "--no-compile", *lock))
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    if has_uv and run((str(uv), "pip", "install", *quiet, "--python", sys.executable, *arguments), uv_environment()):
        return True
    print("uv cannot install this; pip tries, which takes a minute or two")
    return run((*pip(), "install", "--quiet", *arguments))


def main(group: str) -> int:
    lock = LOCKS / f"{group}.lock"
    count = sum("==" in line for line in lock.read_text().splitlines())
    print(f"Installing {count} Python packages for `{group}`", flush=True)
    done = install("--require-hashes", "--requirement", str(lock))
    if done and group == "contract":
        done = install("--no-deps", "--no-build-isolation", "--editable", str(LOCKS.parent))
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
