"""Ask for many numbers at once, ten at a time: python examples/whole_api/health_of_numbers.py +910000000003 ...

Needs the operation get-number-health.
"""

import argparse
import asyncio

from vobiz_client import AsyncVobiz, VobizError


async def main(numbers: list[str]) -> None:
    ten = asyncio.Semaphore(10)

    async def health(vobiz: AsyncVobiz, e164: str) -> str:
        async with ten:
            try:
                found = await vobiz.phone_numbers.get_number_health(e164, days=7)
            except VobizError as error:
                return f"{e164}: {error}"
        calls = found.summary.total_calls if found.summary else 0
        return f"{e164}: {found.status or 'unknown'}, {calls or 0} calls{', called spam' if found.is_spam else ''}"

    async with AsyncVobiz() as vobiz:
        for line in await asyncio.gather(*(health(vobiz, e164) for e164 in numbers)):
            print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Ask for many numbers at once, ten at a time")
    parser.add_argument("numbers", metavar="number", nargs="+")
    try:
        asyncio.run(main(parser.parse_args().numbers))
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
