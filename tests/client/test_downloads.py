"""A body saved to a file: whole or not at all, in time, and in little memory."""

import asyncio
import gzip
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .calling import KEYS
from .stub_server import StubServer, Turn, cut_off, drip, hang_up, reply, stub_server

AUDIO = bytes(range(256)) * 1000
MEGABYTE = 2**20
Save = Callable[..., Any]


@pytest.fixture(params=["blocking", "async"])
def save(transport: ModuleType, request: pytest.FixtureRequest) -> Save:
    """Save the audio of an operation to a file; return what `download` does."""

    def run(server: StubServer, to: Any, **settings: Any) -> Any:
        options = {"base_url": server.base_url, "max_retries": 0, **KEYS, **settings}
        if request.param == "blocking":
            with transport.Vobiz(**options) as client:
                return client.download(to, client.media.call_or_audio)

        async def run_async() -> Any:
            async with transport.AsyncVobiz(**options) as client:
                return await client.download(to, client.media.call_or_audio)

        return asyncio.run(run_async())

    return run


def audio(body: bytes = AUDIO, **headers: str) -> Turn:
    return reply(200, body, content_type="audio/mpeg", **headers)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_body_is_in_the_file_under_its_name(save: Save, tmp_path: Path) -> None:
    with stub_server(audio()) as server:
        download = save(server, tmp_path / "a.mp3")
    assert (tmp_path / "a.mp3").read_bytes() == AUDIO
    assert (download.status, download.size, download.attempts) == (200, len(AUDIO), 1)
    assert download.headers["content-type"] == "audio/mpeg"
    assert names(tmp_path) == ["a.mp3"]


def test_an_open_file_takes_it_where_it_stands(save: Save) -> None:
    file = io.BytesIO(b"before")
    file.seek(0, os.SEEK_END)
    with stub_server(audio()) as server:
        save(server, file)
    assert file.getvalue() == b"before" + AUDIO


def test_what_was_compressed_is_unpacked(save: Save, tmp_path: Path) -> None:
    body = bytes(5 * MEGABYTE)
    with stub_server(audio(gzip.compress(body), content_encoding="gzip")) as server:
        assert save(server, tmp_path / "a").size == len(body)
    assert (tmp_path / "a").read_bytes() == body


def test_an_attempt_that_breaks_leaves_nothing_to_the_next(save: Save, tmp_path: Path) -> None:
    file = io.BytesIO()
    for to in (tmp_path / "a", file):
        with stub_server(cut_off, reply(503), audio()) as server:
            assert save(server, to, max_retries=2).attempts == 3
    assert (tmp_path / "a").read_bytes() == file.getvalue() == AUDIO


def half(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + bytes(1000))


@pytest.mark.parametrize(
    ("turn", "error", "problem"),
    [
        (reply(404, '{"message": "gone"}'), "NotFoundError", "gone"),
        (hang_up, "APIConnectionError", "call_or_audio"),
        (cut_off, "APIConnectionError", "call_or_audio"),
        (audio(bytes(1001)), "APIConnectionError", "the body is longer than 1,000 bytes"),
        (audio(gzip.compress(bytes(1001)), content_encoding="gzip"), "APIConnectionError", "longer than 1,000 bytes"),
        (audio(gzip.compress(AUDIO[:999])[:-4], content_encoding="gzip"), "APIConnectionError", "ends before"),
        (audio(b"no gzip", content_encoding="gzip"), "APIConnectionError", "not compressed as it says"),
    ],
)
def test_what_fails_leaves_the_file_as_it_was(
    transport: ModuleType, save: Save, tmp_path: Path, turn: Turn, error: str, problem: str
) -> None:
    (tmp_path / "a").write_text("old")
    file = io.BytesIO()
    for to in (tmp_path / "a", file):
        with stub_server(turn) as server, pytest.raises(getattr(transport, error), match=problem):
            save(server, to, max_download_bytes=1000)
    assert ((tmp_path / "a").read_text(), names(tmp_path), file.getvalue()) == ("old", ["a"], b"")


def test_a_server_that_drips_is_left_in_time(transport: ModuleType, save: Save, tmp_path: Path) -> None:
    began = time.monotonic()
    with stub_server(drip) as server, pytest.raises(transport.APITimeoutError):
        save(server, tmp_path / "a", timeout=0.5)
    assert time.monotonic() - began < 5
    assert names(tmp_path) == []


def test_a_pipe_takes_one_attempt_only(transport: ModuleType, save: Save) -> None:
    readable, writable = os.pipe()
    with os.fdopen(writable, "wb", buffering=0) as pipe, os.fdopen(readable, "rb") as other:
        with stub_server(audio(AUDIO[:1000])) as server:
            save(server, pipe)
        assert other.read(1000) == AUDIO[:1000]
        with stub_server(half_then_end, audio()) as server:
            with pytest.raises(transport.APIConnectionError, match="a file that cannot go back"):
                save(server, pipe, max_retries=2)


def half_then_end(connection: socket.socket) -> None:
    half(connection)
    connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("to", [io.StringIO(), 5, "/dev/null", "."])
def test_what_is_no_file_is_refused_before_anything_is_sent(transport: ModuleType, save: Save, to: Any) -> None:
    with stub_server(audio()) as server, pytest.raises(transport.ConfigurationError, match="file"):
        save(server, to)
    assert server.seen == []


def test_a_folder_that_is_not_there_is_told_as_ever(save: Save, tmp_path: Path) -> None:
    with stub_server(audio()) as server, pytest.raises(FileNotFoundError):
        save(server, tmp_path / "none" / "a")
    assert server.seen == []


def test_a_full_disk_is_told_as_ever(save: Save) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            if data:
                raise OSError(28, "No space left on device")
            return 0

    with stub_server(audio()) as server, pytest.raises(OSError, match="No space left"):
        save(server, Full(), max_retries=2)
    assert len(server.seen) == 1


def test_a_link_stays_and_the_rights_are_the_usual_ones(save: Save, tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "usual").touch()
    with stub_server(audio()) as server:
        save(server, str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == AUDIO
    assert (tmp_path / "real").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_download_of_nothing_that_is_sent_is_refused(transport: ModuleType, tmp_path: Path) -> None:
    with transport.Vobiz(base_url="http://127.0.0.1:1", **KEYS) as client:
        with pytest.raises(transport.ConfigurationError, match="takes a method of this client"):
            client.download(tmp_path / "a", print)
    assert names(tmp_path) == []


def test_the_limit_has_to_be_a_number(transport: ModuleType) -> None:
    with pytest.raises(transport.ConfigurationError, match="max_download_bytes"):
        transport.Vobiz(base_url="http://127.0.0.1:1", max_download_bytes=0, **KEYS)


def test_ctrl_c_leaves_no_half_file(transport: ModuleType, tmp_path: Path) -> None:
    main = threading.main_thread().ident
    assert main is not None

    def interrupt(connection: socket.socket) -> None:
        half(connection)
        time.sleep(0.2)
        signal.pthread_kill(main, signal.SIGINT)
        time.sleep(0.5)

    with stub_server(interrupt) as server, transport.Vobiz(base_url=server.base_url, **KEYS) as client:
        with pytest.raises(KeyboardInterrupt):
            client.download(tmp_path / "a", client.media.call_or_audio)
            time.sleep(5)
    assert names(tmp_path) == []


PROGRAM = """
import asyncio, resource, sys
from {package} import AsyncVobiz, Vobiz
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
options = dict(base_url=sys.argv[1], auth_id="a", auth_token="t")
with Vobiz(**options) as client:
    client.download(sys.argv[2], client.media.call_or_audio)
    before = peak()
    print(client.download(sys.argv[2], client.media.call_or_audio).size)
async def run():
    async with AsyncVobiz(**options) as client:
        return await client.download(sys.argv[2], client.media.call_or_audio)
print(asyncio.run(run()).size)
print(peak() - before)
"""


def test_two_hundred_megabytes_take_no_more_memory_than_one(transport: ModuleType, tmp_path: Path) -> None:
    def large(megabytes: int) -> Turn:
        def turn(connection: socket.socket) -> None:
            head = f"HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: {megabytes * MEGABYTE}\r\n\r\n"
            connection.sendall(head.encode())
            for _ in range(megabytes):
                connection.sendall(bytes(MEGABYTE))

        return turn

    folder = str(Path(str(transport.__file__)).parents[1])
    with stub_server(large(1), large(200)) as server:
        program = PROGRAM.format(package=transport.__name__)
        command = [sys.executable, "-c", program, server.base_url, str(tmp_path / "a")]
        environment = {**os.environ, "PYTHONPATH": folder}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    first, second, growth = map(int, done.stdout.split())
    assert first == second == 200 * MEGABYTE == (tmp_path / "a").stat().st_size
    assert growth < 40


def test_two_threads_save_two_files(transport: ModuleType, tmp_path: Path) -> None:
    with stub_server(audio()) as server, transport.Vobiz(base_url=server.base_url, **KEYS) as client:
        threads = [
            threading.Thread(target=client.download, args=(tmp_path / name, client.media.call_or_audio))
            for name in "ab"
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert client.media.call_or_audio() == AUDIO
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == AUDIO
