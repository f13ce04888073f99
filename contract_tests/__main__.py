"""The command `python -m contract_tests`."""

import signal
import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conforms, 1 drift, 3 inconclusive, 2 wrong usage, 4 fault of the harness, 130 interrupted."""
    try:
        # It takes a second, in which somebody may change their mind.
        from contract_tests.commands import run_command
    except KeyboardInterrupt:
        print("contract_tests: interrupted before anything was sent", file=sys.stderr)
        return 130
    return run_command(list(sys.argv[1:] if arguments is None else arguments))


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(main())
