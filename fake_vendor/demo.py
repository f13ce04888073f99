"""The command `python -m fake_vendor.demo`."""

from collections.abc import Sequence

from fake_vendor.errors import VendorFault
from vendor_spec.command_line import end, invoke, start


def main(arguments: Sequence[str]) -> int:
    """Exit status: that of the last run in the sandbox, but 0 for the drift that is to be shown; 2 for a mistake."""

    def show() -> int:
        from fake_vendor.demo_command import program

        return invoke(program, "python -m fake_vendor.demo", arguments)

    return end("fake_vendor.demo", show, VendorFault)


if __name__ == "__main__":
    start(main)
