"""The command `python -m vendor_spec`."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from vendor_spec.errors import SpecError, printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command on the project in the current folder; return the exit status.

    2 for unusable input, and for an output that cannot be written; 130 after Ctrl-C or SIGTERM.
    """
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, _interrupt)
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except SpecError as error:
        print(f"vendor_spec: {printable(str(error))}", file=sys.stderr)
        return 2
    except OSError as error:
        sys.stdout = None  # Python would try once more at its end
        what = printable(str(error.filename or "the output"))
        print(f"vendor_spec: {what} cannot be read or written: {error.strerror}; mend that first", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("vendor_spec: interrupted; every file is the old one or the new one, whole", file=sys.stderr)
        return 130


def _folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise SpecError("the current folder is gone; change into the project's") from None


def _interrupt(*_: object) -> NoReturn:
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, signal.SIG_IGN)  # what is being put in order is not interrupted again
    raise KeyboardInterrupt


def _run(arguments: list[str]) -> int:
    # Imported here: Ctrl-C in this half of a second is one line, too.
    import click

    from vendor_spec.commands import program
    from vendor_spec.project import Project

    try:
        with program.make_context("python -m vendor_spec", arguments, obj=Project(_folder())) as context:
            status = int(program.invoke(context) or 0)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        print(f"vendor_spec: {printable(error.format_message())}", file=sys.stderr)
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return status


if __name__ == "__main__":
    status = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(status)
