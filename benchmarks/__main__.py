"""Prints what a call costs through this client, beside raw httpx in the same run: `python -m benchmarks`.

Read the ratios: absolute times are those of the machine.
"""

import asyncio
import json
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping

import httpx
from vobiz_client import AsyncVobiz, Vobiz
from vobiz_client.runtime.version import VERSION

from tests.client.quick_server import quick_server

CALL = {
    "api_id": "c9cab827-d7e6-4ab8-b521-f29e593a1c26",
    "call_status": "in-progress",
    "call_uuid": "2ded13fe-4f9b-4958-9bfb-093ea2f29f91",
    "caller_name": "",
    "direction": "outbound",
    "from": "910000000001",
    "request_uuid": "2ded13fe-4f9b-4958-9bfb-093ea2f29f91",
    "session_start": "2026-06-11 16:03:28.586839",
    "stir_attestation": "Not Applicable",
    "stir_verification": "Not Applicable",
    "to": "910000000002",
}
CALL_UUID = CALL["call_uuid"]
CREDENTIALS = {"auth_id": "MA_BENCH", "auth_token": "token"}
HEADERS = {"X-Auth-ID": "MA_BENCH", "X-Auth-Token": "token", "User-Agent": f"vobiz-client-python/{VERSION}"}
PATH = f"/api/v1/Account/MA_BENCH/Call/{CALL_UUID}/?status=live"
ROUNDS, CALLS = 9, 500  # each subject is measured in turn, so that a busy moment hits both
CONCURRENT = 50


def main() -> None:
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with quick_server(json.dumps(CALL)) as base_url:
        print_ratio("a blocking call", measure_blocking(base_url))
        print_ratio(f"an async call, {CONCURRENT} at a time", asyncio.run(measure_async(base_url)))


def print_ratio(name: str, times: Mapping[str, list[float]]) -> None:
    """Print the median of each subject in microseconds, and the ratio of the second to the first."""
    base, ours = (statistics.median(microseconds) for microseconds in times.values())
    first, second = times
    print(f"{name}: {first} {base:.0f} us, {second} {ours:.0f} us, ratio {ours / base:.2f}", flush=True)


def measure_blocking(base_url: str) -> dict[str, list[float]]:
    """Return the microseconds of a blocking call, with its JSON parsed, by subject: one figure for each round."""
    with httpx.Client(headers=HEADERS) as http, Vobiz(base_url=base_url, **CREDENTIALS) as vobiz:
        subjects: dict[str, Callable[[], object]] = {
            "httpx.Client": lambda: http.get(base_url + PATH).json(),
            "Vobiz": lambda: vobiz.live_calls.get_live_call(CALL_UUID),
        }
        times: dict[str, list[float]] = {name: [] for name in subjects}
        for name, subject in [*subjects.items()] * ROUNDS:
            started = time.perf_counter()
            for _ in range(CALLS):
                subject()
            times[name].append((time.perf_counter() - started) / CALLS * 1e6)
    return times


async def measure_async(base_url: str) -> dict[str, list[float]]:
    """Return the microseconds of the whole for each of many async calls, by subject: one figure for each round."""
    async with httpx.AsyncClient(headers=HEADERS) as http, AsyncVobiz(base_url=base_url, **CREDENTIALS) as vobiz:

        async def get() -> object:
            return (await http.get(base_url + PATH)).json()

        subjects: dict[str, Callable[[], Awaitable[object]]] = {
            "httpx.AsyncClient": get,
            "AsyncVobiz": lambda: vobiz.live_calls.get_live_call(CALL_UUID),
        }
        times: dict[str, list[float]] = {name: [] for name in subjects}
        for name, subject in [*subjects.items()] * ROUNDS:
            started = time.perf_counter()
            await asyncio.gather(*(_repeat(subject, CALLS // CONCURRENT) for _ in range(CONCURRENT)))
            times[name].append((time.perf_counter() - started) / CALLS * 1e6)
    return times


async def _repeat(subject: Callable[[], Awaitable[object]], count: int) -> None:
    for _ in range(count):
        await subject()


if __name__ == "__main__":
    main()
