"""A server that gives the same JSON to every request as fast as Python can, in a process of its own.

For load tests and benchmarks: `with quick_server(body) as base_url`. It prints its port and ends with its stdin.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quick_server(body: str) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, __file__, body], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.wait(5)


class _Responder(asyncio.Protocol):
    def __init__(self, response: bytes) -> None:
        self.response = response
        self.pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self.pending = (self.pending + data).split(b"\r\n\r\n")
        self.transport.write(self.response * len(requests))


async def _serve(body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Responder(head.encode() + body), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1].encode()))
