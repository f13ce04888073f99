"""Sum up what was booked on a day, page after page: python examples/whole_api/transactions_of_a_day.py 2026-01-15

Needs the operation list-transactions.
"""

import argparse
from collections import Counter

from vobiz_client import Vobiz, VobizError


def main(day: str) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    with Vobiz() as vobiz:
        for transaction in vobiz.balance.list_transactions_iter(from_date=day, to_date=day, per_page=100):
            # In hundredths: floats do not add up.
            sums[transaction.type_, transaction.currency] += round(transaction.amount * 100)
    for (kind, currency), amount in sorted(sums.items()):
        print(f"{kind}: {amount / 100:.2f} {currency}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Sum up what was booked on a day, page after page")
    parser.add_argument("day", help="as 2026-01-15")
    try:
        main(parser.parse_args().day)
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
