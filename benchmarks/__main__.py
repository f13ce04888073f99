"""Prints what a call costs through this client, beside its peers in the same run: `python -m benchmarks`.

The peers are raw httpx, requests, what openapi-python-client generates without our templates, and the vendor's own
package vobiz-python where that is installed. Read the ratios: absolute times are those of the machine.
"""

import asyncio
import importlib
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import requests
from vobiz_client import AsyncVobiz, Vobiz
from vobiz_client.runtime.version import VERSION

from tests.client.quick_server import quick_server
from vendor_spec.overlay.correction import build
from vendor_spec.project import OWN

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
CREDENTIALS: dict[str, Any] = {"auth_id": "MA_BENCH", "auth_token": "token"}
HEADERS = {"X-Auth-ID": "MA_BENCH", "X-Auth-Token": "token", "User-Agent": f"vobiz-client-python/{VERSION}"}
PATH = f"/api/v1/Account/MA_BENCH/Call/{CALL_UUID}/?status=live"
ROUNDS, CALLS = 9, 500  # each subject is measured in turn, so that a busy moment hits both
CONCURRENT = 50


def main() -> None:
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with quick_server(json.dumps(CALL)) as base_url, tempfile.TemporaryDirectory() as folder:
        bare = generate_bare(Path(folder))
        print_ratios("a blocking call", measure_blocking(base_url, bare))
        print_ratios(f"an async call, {CONCURRENT} at a time", asyncio.run(measure_async(base_url, bare)))
    if importlib.util.find_spec("vobiz") is None:
        print("vobiz-python is not installed here, so it was not measured")


def print_ratios(name: str, times: Mapping[str, list[float]]) -> None:
    """Print the median of each subject in microseconds, and its ratio to the first one."""
    medians = {subject: statistics.median(microseconds) for subject, microseconds in times.items()}
    first = next(iter(medians.values()))
    for subject, median in medians.items():
        print(f"{name}: {subject} {median:.0f} us, ratio {median / first:.2f}", flush=True)


def generate_bare(folder: Path) -> Any:
    """Return the module of the operation as openapi-python-client writes it on its own, with its client beside it."""
    build(OWN)
    tool = Path(sysconfig.get_path("scripts")) / "openapi-python-client"
    options = ["--path", str(OWN.corrected), "--output-path", str(folder / "bare_client"), "--meta", "none"]
    subprocess.run([str(tool), "generate", *options], check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    return importlib.import_module("bare_client.api.live_calls.get_live_call")


def measure_blocking(base_url: str, bare: Any) -> dict[str, list[float]]:
    """Return the microseconds of a blocking call, with its JSON parsed, by subject: one figure for each round."""
    session = requests.Session()
    session.headers.update(HEADERS)
    arguments = {"auth_id": CREDENTIALS["auth_id"], "call_uuid": CALL_UUID}
    with (
        session,
        httpx.Client(headers=HEADERS) as http,
        bare.Client(base_url=base_url, headers=HEADERS) as bare_client,
        Vobiz(base_url=base_url, **CREDENTIALS) as vobiz,
    ):
        subjects: dict[str, Callable[[], object]] = {
            "httpx.Client": lambda: http.get(base_url + PATH).json(),
            "requests.Session": lambda: session.get(base_url + PATH).json(),
            "openapi-python-client": lambda: bare.sync(client=bare_client, **arguments),
            "Vobiz": lambda: vobiz.live_calls.get_live_call(CALL_UUID),
        }
        if importlib.util.find_spec("vobiz") is not None:
            theirs = importlib.import_module("vobiz").RestClient(**CREDENTIALS)
            theirs.base_uri = f"{base_url}/api/v1/Account"
            subjects["vobiz-python"] = lambda: theirs.calls.get_live(CALL_UUID)
        times: dict[str, list[float]] = {name: [] for name in subjects}
        for name, subject in [*subjects.items()] * ROUNDS:
            started = time.perf_counter()
            for _ in range(CALLS):
                subject()
            times[name].append((time.perf_counter() - started) / CALLS * 1e6)
    return times


async def measure_async(base_url: str, bare: Any) -> dict[str, list[float]]:
    """Return the microseconds of the whole for each of many async calls, by subject: one figure for each round."""
    arguments = {"auth_id": CREDENTIALS["auth_id"], "call_uuid": CALL_UUID}
    async with (
        httpx.AsyncClient(headers=HEADERS) as http,
        bare.Client(base_url=base_url, headers=HEADERS) as bare_client,
        AsyncVobiz(base_url=base_url, **CREDENTIALS) as vobiz,
    ):

        async def get() -> object:
            return (await http.get(base_url + PATH)).json()

        subjects: dict[str, Callable[[], Awaitable[object]]] = {
            "httpx.AsyncClient": get,
            "openapi-python-client": lambda: bare.asyncio(client=bare_client, **arguments),
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
