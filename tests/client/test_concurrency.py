"""One client serves many threads, or many tasks, without errors and without connections left behind."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from vobiz_client.runtime.client import BaseClient

from .quick_server import quick_server
from .sample import NAMED, READ, THING, aclient, client
from .stub_server import hang, stub_server

THREADS, CALLS, TASKS = 200, 5, 300


def open_connections(vobiz: BaseClient[Any, Any]) -> list[str]:
    pools = [pool.transport._pool for pool in vobiz._servers.pools(vobiz.base_url).all]
    return [str(connection) for pool in pools for connection in pool.connections]


def test_many_threads_share_a_client() -> None:
    with quick_server(NAMED) as base_url, client(base_url, timeout=60) as vobiz:
        together = threading.Barrier(THREADS)

        def calls() -> int:
            together.wait(30)
            return sum(vobiz.call(READ, THING) == "Ada" for _ in range(CALLS))

        with ThreadPoolExecutor(THREADS) as threads:
            done = [threads.submit(calls) for _ in range(THREADS)]
        assert sum(future.result() for future in done) == THREADS * CALLS
        assert not [line for line in open_connections(vobiz) if "IDLE" not in line]
        assert not [pool for pool in vobiz._servers.pools(vobiz.base_url).all if pool.busy]


def test_many_tasks_share_a_client() -> None:
    async def run() -> None:
        async with aclient(base_url, timeout=60) as vobiz:
            assert await asyncio.gather(*(vobiz.call(READ, THING) for _ in range(TASKS))) == ["Ada"] * TASKS
            assert not [line for line in open_connections(vobiz) if "IDLE" not in line]
            assert not [pool for pool in vobiz._servers.pools(vobiz.base_url).all if pool.busy]

    with quick_server(NAMED) as base_url:
        asyncio.run(run())


def test_cancelled_tasks_leave_no_connection_behind() -> None:
    async def run() -> None:
        async with aclient(server.base_url) as vobiz:
            tasks = [asyncio.create_task(vobiz.call(READ, THING)) for _ in range(20)]
            await asyncio.sleep(0.2)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert open_connections(vobiz) == []
            assert not [pool for pool in vobiz._servers.pools(vobiz.base_url).all if pool.busy]

    with stub_server(hang) as server:
        asyncio.run(run())


def test_closing_closes_every_connection() -> None:
    with quick_server(NAMED) as base_url:
        vobiz = client(base_url)
        with ThreadPoolExecutor(20) as threads:
            list(threads.map(lambda _: vobiz.call(READ, THING), range(100)))
        vobiz.close()
        assert open_connections(vobiz) == []
