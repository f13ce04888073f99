"""The command `python -m fake_vendor`."""

from collections.abc import Sequence

from fake_vendor.errors import VendorFault
from vendor_spec.command_line import end, invoke, start


def main(arguments: Sequence[str]) -> int:
    """Exit status: 2 for a user's mistake, 130 when interrupted, 0 when left by the starting process."""

    def serve() -> int:
        from fake_vendor.command import program

        return invoke(program, "python -m fake_vendor", arguments)

    return end("fake_vendor", serve, VendorFault)


if __name__ == "__main__":
    start(main)
