"""The commands of `live_policy.yaml` that place a test call before a live run, and end it after, whatever happens."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from attrs import define, field

from contract_tests.harness.errors import OutageFault, RunFault, UsageFault
from contract_tests.harness.target.held_signals import held_signals, raise_signals
from contract_tests.harness.target.policy import Command

LONGEST = 60.0  # seconds that one of them may take
GRACE = 15.0  # seconds that it has to clean up, once it is terminated
WATCH_EVERY = 0.1  # seconds between two looks at whether a signal has come
LINE = re.compile(r"(VOBIZ_[A-Z0-9_]+)=(.*)")


@define
class LiveCommands:
    """`before` and `after`, each None unless the policy enables it; they run in `folder`, without a shell.

    `protected` are the variables that `before` may not set: where requests go, and with which credentials. The
    programs of the environment that the check runs in (`python`) are found before any other.
    """

    before: Command | None
    after: Command | None
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    protected: Collection[str]
    longest: float = LONGEST
    _is_due: bool = field(default=False, init=False)

    @property
    def cost(self) -> str:
        """What they cost, in one line; empty when none runs."""
        commands = (("before", self.before), ("after", self.after))
        return "; ".join(
            f"`{name}` runs {' '.join(each.run)}, which costs: {each.cost}" for name, each in commands if each
        )

    def start(self) -> dict[str, str]:
        """Run `before`; returns the variables that it prints.

        A signal is passed on to it, and raised again once it has ended. When it fails or is interrupted, `after` is run
        at once. Raises OutageFault if `before` says by exit status 3 that the target does not respond, else RunFault.
        """
        self._is_due = True
        if self.before is None:
            return {}
        with held_signals() as held:
            fault, output = self._run("before", self.before, held)
            matches = [match for line in output.splitlines() if (match := LINE.fullmatch(line.strip()))]
            variables = {match[1]: match[2] for match in matches if match[1] not in self.protected}
            refused = [match[1] for match in matches if match[1] in self.protected]
            if refused and fault is None:
                fault = UsageFault(f"live_policy.yaml: `before` sets {refused[0]}, which only the environment may")
            # What `before` said of a call helps to end it, even if it has failed since.
            self.environment = {**self.environment, **variables}
            if fault or held:
                self._finish_after(fault)
        raise_signals(held)
        if fault is not None:
            raise fault
        return variables

    def finish(self) -> None:
        """Run `after` once if `start` was called, with the variables that `before` gave, whatever signals come.

        Raises OutageFault or RunFault.
        """
        with held_signals():
            is_due, self._is_due = self._is_due, False
            fault = self._run("after", self.after, ())[0] if is_due and self.after is not None else None
        if fault is not None:
            raise type(fault)(f"{fault}; see whether the test call is still on")

    def _finish_after(self, fault: RunFault | None) -> None:
        try:
            self.finish()
        except RunFault as second:
            kind = OutageFault if isinstance(fault, OutageFault) and isinstance(second, OutageFault) else RunFault
            raise kind(f"{fault or 'interrupted'}; {second}") from None

    def _run(self, name: str, command: Command, held: Collection[int]) -> tuple[RunFault | None, str]:
        """Run a command until it ends, is terminated because a signal is `held`, or takes too long.

        Returns what is wrong with how it ended, and what it printed.
        """
        started = f"live_policy.yaml: `{name}` ({command.run[0]})"
        programs = f"{Path(sys.executable).parent}{os.pathsep}{self.environment.get('PATH', os.defpath)}"
        try:
            process = subprocess.Popen(
                command.run,
                cwd=self.folder,
                env={**self.environment, "PATH": programs},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl-C is for the run, which ends the command itself
            )
        except OSError as error:
            return UsageFault(f"{started} cannot be started: {error.strerror}"), ""
        output, is_late = self._await(process, held)
        if is_late:
            return RunFault(f"{started} did not end within {self.longest:g} s and was killed"), output
        if process.returncode == OutageFault.status:
            return OutageFault(f"{started} found that the target does not respond; see what it says above"), output
        if process.returncode:
            status = process.returncode
            return RunFault(f"{started} failed with exit status {status}; see what it says above, or run it"), output
        return None, output

    def _await(self, process: subprocess.Popen[str], held: Collection[int]) -> tuple[str, bool]:
        """Return what the command printed, and whether it took too long."""
        until, is_late, endings = time.monotonic() + self.longest, False, [signal.SIGTERM, signal.SIGKILL]
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=WATCH_EVERY)[0], is_late
            is_over = time.monotonic() > until
            if not endings and is_over:  # what it has started, and cannot be reached, keeps its output open
                return "", is_late
            if is_over or (held and len(endings) == 2):
                is_late |= is_over
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, endings.pop(0))
                until = time.monotonic() + GRACE
