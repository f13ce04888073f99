"""The command `python -m contract_tests.calls`: `place` a test call and print its id, `end` it."""

from collections.abc import Sequence

from contract_tests.harness.errors import RunFault
from vendor_spec.command_line import end, invoke, start


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 no call or one that may still be up, 2 wrong usage, 3 no response, 130 interrupted."""

    def run() -> int:
        from contract_tests.calls.commands import program

        return invoke(program, "python -m contract_tests.calls", arguments)

    return end("calls", run, RunFault)


if __name__ == "__main__":
    start(main)
