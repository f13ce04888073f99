"""Follow several calls at once, in async code: python examples/watch_many_calls.py CALL_UUID ..."""

import argparse
import asyncio

from vobiz_client import AsyncVobiz, VobizError, awatch


async def follow(vobiz: AsyncVobiz, call_uuid: str) -> None:
    async for call in awatch(lambda: vobiz.live_calls.get_live_call(call_uuid), every=1.0):
        print(f"{call_uuid}: {call.call_status}")
    print(f"{call_uuid}: over")


async def main(call_uuids: list[str]) -> None:
    async with AsyncVobiz() as vobiz:
        await asyncio.gather(*(follow(vobiz, call_uuid) for call_uuid in call_uuids))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Follow several calls at once, in async code")
    parser.add_argument("call_uuids", metavar="call_uuid", nargs="+")
    try:
        asyncio.run(main(parser.parse_args().call_uuids))
    except VobizError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{parser.prog}: interrupted\n")
