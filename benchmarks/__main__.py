"""All benchmarks in one run and one table, which is also written to build/benchmarks.md: `python -m benchmarks`."""

import sys

from benchmarks import client, contract, page
from benchmarks.table import HEAD, machine, table
from tests.browser.chromium import ChromiumMissingError
from vendor_spec.files import write_file
from vendor_spec.project import OWN

REPORT = OWN.build / "benchmarks.md"


def main() -> int:
    """Print each row as soon as it is measured; 1 when the page could not be measured."""
    title = f"Measured on {machine()}; the machine may have been busy with other things, so read the ratios."
    print(f"{title}\n\n{HEAD}", flush=True)
    rows, status = [], 0
    try:
        for measure in (client.measure, contract.measure, page.measure):
            for row in measure():
                rows.append(row)
                print(row, flush=True)
    except ChromiumMissingError as error:
        print(error, file=sys.stderr)
        status = 1
    write_file(REPORT, f"{title}\n\n{table(rows)}\n".encode())
    return status


if __name__ == "__main__":
    sys.exit(main())
