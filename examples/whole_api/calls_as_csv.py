"""Save the calls of a day as CSV, however many: python examples/whole_api/calls_as_csv.py 2026-01-15 calls.csv

Needs the operation export-cdrs.
"""

import argparse
import datetime

from vobiz_client import Vobiz, VobizError


def main(day: datetime.date, path: str) -> None:
    with Vobiz() as vobiz:
        # Without this header the API may prefer JSON, which it documents, too.
        patient = vobiz.with_options(timeout=600, headers={"Accept": "text/csv"})
        saved = patient.download(path, patient.cdr.export_cdrs, start_date=day, end_date=day)
        print(f"{path}: {saved.size} bytes of {saved.headers['content-type']}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Save the calls of a day as CSV, however many")
    parser.add_argument("day", type=datetime.date.fromisoformat, help="as 2026-01-15")
    parser.add_argument("path")
    given = parser.parse_args()
    try:
        main(given.day, given.path)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
