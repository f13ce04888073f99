"""The command `python -m vendor_spec`."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from vendor_spec.commands import program
from vendor_spec.errors import SpecError, printable
from vendor_spec.project import Project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command on the project in the current folder; return the exit status (2 for unusable input)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(program.main(arguments, "python -m vendor_spec", standalone_mode=False, obj=Project(Path.cwd())))
    except SpecError as error:
        print(f"vendor_spec: {printable(str(error))}", file=sys.stderr)
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        print("vendor_spec: interrupted; nothing was changed", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
