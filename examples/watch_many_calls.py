"""Follow several calls at once, in async code: python examples/watch_many_calls.py CALL_UUID ..."""

import asyncio
import sys

from vobiz_client import AsyncVobiz, awatch


async def follow(vobiz: AsyncVobiz, call_uuid: str) -> None:
    async for call in awatch(lambda: vobiz.live_calls.get_live_call(call_uuid), every=1.0):
        print(f"{call_uuid}: {call.call_status}")
    print(f"{call_uuid}: over")


async def main(call_uuids: list[str]) -> None:
    async with AsyncVobiz() as vobiz:
        await asyncio.gather(*(follow(vobiz, call_uuid) for call_uuid in call_uuids))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
