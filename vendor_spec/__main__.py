"""The command `python -m vendor_spec`."""

from collections.abc import Sequence

from vendor_spec.command_line import end, invoke, start


def main(arguments: Sequence[str]) -> int:
    """Run one command on the project in the current folder; return the exit status.

    2 for unusable input, and for an output that cannot be written; 130 after Ctrl-C or SIGTERM.
    """

    def run() -> int:
        from vendor_spec.commands import program
        from vendor_spec.project import current_project

        return invoke(program, "python -m vendor_spec", arguments, current_project())

    return end("vendor_spec", run, interrupted="interrupted; every file is the old one or the new one, whole")


if __name__ == "__main__":
    start(main)
