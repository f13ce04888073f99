"""Save the calls of a day as CSV, however many: python examples/whole_api/calls_as_csv.py 2026-01-15 calls.csv

Needs the operation export-cdrs.
"""

import datetime
import sys

from vobiz_client import Vobiz


def main(day: datetime.date, path: str) -> None:
    with Vobiz() as vobiz:
        # Without this header the API may prefer JSON, which it documents, too.
        patient = vobiz.with_options(timeout=600, headers={"Accept": "text/csv"})
        saved = patient.download(path, patient.cdr.export_cdrs, start_date=day, end_date=day)
        print(f"{path}: {saved.size} bytes of {saved.headers['content-type']}")


if __name__ == "__main__":
    main(datetime.date.fromisoformat(sys.argv[1]), sys.argv[2])
