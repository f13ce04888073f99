"""Calls of a generated client, blocking and async, to a server that responds as it is told."""

import asyncio
from types import ModuleType
from typing import Any

from .stub_server import Seen, Turn, reply, stub_server

KEYS = {"auth_id": "MA_1", "auth_token": "s3cr3t-t0ken"}


def call(
    package: ModuleType, turn: Turn, namespace: str, name: str, /, *arguments: Any, **more: Any
) -> tuple[Any, Seen]:
    """Return the result of an operation, which both clients agree on, and the request that the server saw."""
    with stub_server(turn) as server:
        settings = {"base_url": server.base_url, "max_retries": 0, **KEYS}
        with package.Vobiz(**settings) as client:
            result = getattr(getattr(client, namespace), name)(*arguments, **more)

        async def run() -> Any:
            async with package.AsyncVobiz(**settings) as client:
                return await getattr(getattr(client, namespace), name)(*arguments, **more)

        assert asyncio.run(run()) == result
        first, second = server.seen
        assert (first.target, first.headers.get("cookie")) == (second.target, second.headers.get("cookie"))
        return result, first


def sent(package: ModuleType, name: str, /, *arguments: Any, namespace: str = "arguments", **more: Any) -> Seen:
    """Return the request that a call sends."""
    return call(package, reply(204, b""), namespace, name, *arguments, **more)[1]
