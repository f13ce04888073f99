"""The command `python -m release`: check a version before it goes out."""

from collections.abc import Sequence

from vendor_spec.command_line import end, invoke, start


def main(arguments: Sequence[str]) -> int:
    """Exit status: 1 for a version that must not go out, 2 for wrong usage, 130 interrupted."""

    def run() -> int:
        from release.commands import program

        return invoke(program, "python -m release", arguments)

    return end("release", run)


if __name__ == "__main__":
    start(main)
