"""The command `python -m release`: check a version before it goes out."""

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from release.numbers import find_disagreements
from release.trial import try_wheel


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when all is well, 1 with a sentence for everything that is not, 2 for a user's mistake."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="do pyproject.toml, CHANGELOG.md and the tag name the same version?")
    check.add_argument("tag", metavar="TAG")
    trial = commands.add_parser("try", help="install a wheel on its own and call the fake vendor with it")
    trial.add_argument("wheel", metavar="WHEEL", type=Path)
    trial.add_argument("--no-deps", action="store_true", help="with the packages of this environment; no network")
    options = parser.parse_args(arguments)
    if options.command == "check":
        return _check(Path.cwd(), options.tag)
    return _try(options.wheel.resolve(), with_dependencies=not options.no_deps)


def _check(root: Path, tag: str) -> int:
    try:
        found = find_disagreements(root, tag)
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        print(f"release: {error}; run the command in the project's folder", file=sys.stderr)
        return 2
    for sentence in found:
        print(f"release: {sentence}", file=sys.stderr)
    if not found:
        print(f"{tag}: pyproject.toml, vobiz_runtime and CHANGELOG.md agree")
    return 1 if found else 0


def _try(wheel: Path, *, with_dependencies: bool) -> int:
    if not wheel.is_file():
        print(f"release: {wheel} is not there; build it by `make dist`", file=sys.stderr)
        return 2
    try:
        print(try_wheel(wheel, Path.cwd(), with_dependencies=with_dependencies), end="")
    except subprocess.CalledProcessError as error:
        print(error.stdout or "", end="")
        print(f"release: {wheel.name} does not work on its own: {' '.join(error.cmd[1:3])} failed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
