"""What a call costs through this client, as ratios to bare httpx in the same run: `python -m benchmarks.client`.

Beside it: what openapi-python-client makes of the same document without our templates, and the vendor's own package
from PyPI, when it can be installed. Ratios, because absolute times are those of the machine.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
from attrs import field, frozen
from vobiz_client import AsyncVobiz, Vobiz

from benchmarks.packages import Packages, made_packages
from benchmarks.table import Row, table
from tests.vobiz_runtime.quick_server import quick_server
from vobiz_runtime.version import VERSION

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
ACCOUNT, TOKEN, CALL_UUID = "MA_BENCH", "token", "2ded13fe-4f9b-4958-9bfb-093ea2f29f91"
HEADERS = {"X-Auth-ID": ACCOUNT, "X-Auth-Token": TOKEN, "User-Agent": f"vobiz-client-python/{VERSION}"}
PATH = f"/api/v1/Account/{ACCOUNT}/Call/{CALL_UUID}/"
CONCURRENT = 50


@frozen
class Result:
    """One measure of several subjects; the first subject is what the others are compared to."""

    name: str
    unit: str
    values: dict[str, float] = field(factory=dict)

    def rows(self) -> Iterator[Row]:
        """A row for each subject, those after the first with their ratio to it."""
        peer, base = next(iter(self.values.items()))
        for subject, value in self.values.items():
            ratio = () if subject == peer or not base else (value / base, peer)
            yield Row(f"{self.name}: {subject}", f"{value:.1f} {self.unit}", *ratio)


def sync_calls(base_url: str, packages: Packages, rounds: int, calls: int) -> Result:
    """Microseconds for one blocking call, parsed."""
    bare = httpx.Client(headers=HEADERS)
    subjects: dict[str, Callable[[], object]] = {
        "httpx.Client.get + json()": lambda: bare.get(base_url + PATH, params={"status": "live"}).json()
    }
    vobiz = Vobiz(base_url=base_url, auth_id=ACCOUNT, auth_token=TOKEN)
    subjects["this client"] = lambda: vobiz.live_calls.get_live_call(CALL_UUID)
    vanilla = packages.vanilla_client(base_url, HEADERS)
    if vanilla is not None:
        call, client = vanilla.get_live_call.sync, vanilla.client
        subjects["openapi-python-client, bare"] = lambda: call(ACCOUNT, CALL_UUID, client=client)
    sdk = packages.vendor_client(base_url, ACCOUNT, TOKEN)
    if sdk is not None:
        subjects[f"vobiz-python {packages.vendor_version}"] = lambda: sdk.calls.get(CALL_UUID, status="live")
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            began = time.perf_counter()
            for _ in range(calls):
                subject()
            times[name].append((time.perf_counter() - began) / calls * 1e6)
    return Result("a blocking call", "us", {name: statistics.median(found) for name, found in times.items()})


def async_calls(base_url: str, packages: Packages, rounds: int, calls: int) -> Result:
    """Microseconds of the whole for each of many calls, fifty at a time."""

    async def measure() -> dict[str, float]:
        bare = httpx.AsyncClient(headers=HEADERS)
        vobiz = AsyncVobiz(base_url=base_url, auth_id=ACCOUNT, auth_token=TOKEN)

        async def get() -> object:
            return (await bare.get(base_url + PATH, params={"status": "live"})).json()

        subjects: dict[str, Callable[[], Awaitable[object]]] = {
            "httpx.AsyncClient.get + json()": get,
            "this client": lambda: vobiz.live_calls.get_live_call(CALL_UUID),
        }
        vanilla = packages.vanilla_client(base_url, HEADERS)
        if vanilla is not None:
            call, client = vanilla.get_live_call.asyncio, vanilla.client
            subjects["openapi-python-client, bare"] = lambda: call(ACCOUNT, CALL_UUID, client=client)
        times: dict[str, list[float]] = {name: [] for name in subjects}
        for _ in range(rounds):
            for name, subject in subjects.items():
                times[name].append(await _together(subject, calls))
        return {name: statistics.median(found) for name, found in times.items()}

    return Result(f"an async call, {CONCURRENT} at a time", "us", asyncio.run(measure()))


async def _together(subject: Callable[[], Awaitable[object]], calls: int) -> float:
    async def some() -> None:
        for _ in range(max(1, calls // CONCURRENT)):
            await subject()

    began = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(CONCURRENT)))
    return (time.perf_counter() - began) / (max(1, calls // CONCURRENT) * CONCURRENT) * 1e6


def imports(packages: Packages, rounds: int) -> Iterator[Result]:
    """Milliseconds and megabytes of an import, without those of the bare interpreter."""
    one, many = packages.one_operation, packages.many_operations
    programs = {
        "import httpx": ("import httpx", one),
        "this client, 1 operation": ("import vobiz_client", one),
        f"this client, {packages.many} operations": ("import vobiz_client", many),
        "... and the first operation of 1": ("import vobiz_client.api.calls.operation_0", one),
        f"... and the first of {packages.many}": ("import vobiz_client.api.calls.operation_0", many),
    }
    if packages.vanilla is not None:
        program = "import vanilla_client.api.live_calls.get_live_call"
        programs["openapi-python-client, bare"] = (program, packages.vanilla)
    if packages.vendor is not None:
        programs[f"vobiz-python {packages.vendor_version}"] = ("import vobiz", packages.vendor)
    times: dict[str, list[float]] = {name: [] for name in ("", *programs)}
    sizes: dict[str, float] = {}
    for _ in range(rounds):
        for name, (program, path) in {"": ("pass", one), **programs}.items():
            milliseconds, sizes[name] = _run(program, path)
            times[name].append(milliseconds)
    bare = min(times.pop(""))
    bare_size = sizes.pop("")
    yield Result("an import", "ms", {name: min(found) - bare for name, found in times.items()})
    yield Result("memory after the import", "MB", {name: size - bare_size for name, size in sizes.items()})


def _run(program: str, path: Path) -> tuple[float, float]:
    # Not getrusage: a new process starts with the highest figure of the one that started it.
    size = "print(next((l.split()[1] for l in open('/proc/self/status') if l.startswith('VmRSS')), 0))"
    began = time.perf_counter()
    outcome = subprocess.run(
        [sys.executable, "-c", f"{program}\n{size}"],
        env={**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{Path.cwd()}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return (time.perf_counter() - began) * 1000, float(outcome.stdout) / 1024


def measure(rounds: int = 9, calls: int = 500) -> Iterator[Row]:
    """Time calls and imports; each subject is measured `rounds` times in turn, with `calls` calls."""
    with tempfile.TemporaryDirectory(prefix="vobiz-bench-") as folder, quick_server(json.dumps(CALL)) as base_url:
        packages = made_packages(Path(folder))
        for note in packages.notes:
            print(note, file=sys.stderr)
        for result in (
            sync_calls(base_url, packages, rounds, calls),
            async_calls(base_url, packages, rounds, calls),
            *imports(packages, rounds),
        ):
            yield from result.rows()


if __name__ == "__main__":
    print(table(measure()))
