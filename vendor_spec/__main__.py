"""The command `python -m vendor_spec`: everything that is done with the vendor's document."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from vendor_spec.errors import SpecError, printable
from vendor_spec.project import Project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command on the project in the current folder; returns the exit status (2 for unusable input)."""
    options = _read_options(arguments)
    project = Project.here()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return int(options.run(project, options))
    except SpecError as error:
        print(f"vendor_spec: {printable(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("vendor_spec: interrupted; nothing was changed", file=sys.stderr)
        return 130


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    from vendor_spec import commands

    parser = argparse.ArgumentParser(prog="python -m vendor_spec", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        subparser = subparsers.add_parser(name, help=text)
        subparser.set_defaults(run=getattr(commands, name))
        return subparser

    update = add("update", "take over a newer document from docs pages or an OpenAPI file")
    update.add_argument(
        "sources", metavar="SOURCE", nargs="+", help="a page, a document, a folder, or an address of one"
    )
    update.add_argument("--yes", action="store_true", help="write without asking")
    add("accept", "vouch for the openapi.yaml that lies there")
    add("build", "write build/openapi.yaml, the corrected document")
    diff = add("diff", "what changed since another version of the document, rated for a client")
    diff.add_argument("old", metavar="OLD", nargs="?", default="HEAD", help="a commit or a file (default: HEAD)")
    diff.add_argument("--markdown", action="store_true", help="as the body of a pull request")
    add("lint", "exit 2 unless the document is valid; give advice on its style")
    generation = add("generate", "write generated/vobiz_client if it is not current")
    generation.add_argument("--check", action="store_true", help="change nothing; exit 1 if it is not current")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
