"""Buy a number, if the balance allows it: python examples/whole_api/buy_a_number.py +910000000003 INR 150 --yes

Needs the operations get-balance and purchase-from-inventory. The amount is what has to be available; without `--yes`
nothing is bought.
"""

import argparse

from vobiz_client import APIConnectionError, NotFoundError, Vobiz, VobizError


def main(e164: str, currency: str, least: float, *, is_sure: bool) -> str:
    with Vobiz() as vobiz:
        balance = vobiz.balance.get_balance(currency)
        if balance.available_balance < least:
            return f"not bought: {balance.available_balance} {currency} are available, and {least:g} are needed"
        if not is_sure:
            return f"would buy {e164}; say --yes to do so"
        try:
            # A POST is sent once: a second one could buy twice.
            vobiz.phone_numbers.purchase_from_inventory(e164=e164, currency=currency)
        except NotFoundError:
            return f"not bought: {e164} is not to be had"
        except APIConnectionError as error:
            return f"nobody knows whether it was bought, look it up before you try again: {error}"
        return f"bought {e164}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Buy a number, if the balance allows it")
    parser.add_argument("e164")
    parser.add_argument("currency")
    parser.add_argument("least", type=float)
    parser.add_argument("--yes", action="store_true", help="buy it")
    given = parser.parse_args()
    try:
        print(main(given.e164, given.currency, given.least, is_sure=given.yes))
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
