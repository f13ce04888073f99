"""The command `python -m contract_tests`."""

from collections.abc import Sequence

from contract_tests.harness.errors import RunFault
from vendor_spec.command_line import end, invoke, start


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 conforms, 1 drift, 3 inconclusive, 2 wrong usage, 4 fault of the harness, 130 interrupted."""

    def run() -> int:
        from contract_tests.commands import program

        return invoke(program, "python -m contract_tests", arguments, list(arguments))

    return end("contract_tests", run, RunFault)


if __name__ == "__main__":
    start(main)
