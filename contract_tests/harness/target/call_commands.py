"""The commands of `live_policy.yaml` that place a test call before a live run, and end it after, whatever happens."""

import os
import re
import signal
import subprocess
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from attrs import define, field

from contract_tests.harness.errors import RunFault, UsageFault
from contract_tests.harness.target.policy import Command

LONGEST = 60.0  # seconds that one of them may take
LINE = re.compile(r"(VOBIZ_[A-Z0-9_]+)=(.*)")


@define
class LiveCommands:
    """`before` and `after`, each None unless the policy enables it; they run in `folder`, without a shell.

    `protected` are the variables that `before` may not set: where requests go, and with which credentials.
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
        """Run `before`; returns the variables that it prints. Raises RunFault; call `finish` even then."""
        self._is_due = True
        if self.before is None:
            return {}
        lines = self._run("before", self.before).splitlines()
        matches = [match for line in lines if (match := LINE.fullmatch(line.strip()))]
        variables = {match[1]: match[2] for match in matches}
        refused = sorted(variables.keys() & self.protected)
        if refused:
            raise UsageFault(f"live_policy.yaml: `before` sets {refused[0]}, which only the environment may")
        self.environment = {**self.environment, **variables}
        return variables

    def finish(self) -> None:
        """Run `after` once if `start` was called, with the variables that `before` gave. Raises RunFault."""
        is_due, self._is_due = self._is_due, False
        if is_due and self.after is not None:
            self._run("after", self.after)

    def _run(self, name: str, command: Command) -> str:
        started = f"live_policy.yaml: `{name}` ({command.run[0]})"
        try:
            process = subprocess.Popen(
                command.run,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl-C is for the run, which ends the command itself
            )
        except OSError as error:
            raise UsageFault(f"{started} cannot be started: {error.strerror}") from None
        try:
            output, _ = process.communicate(timeout=self.longest)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise RunFault(f"{started} did not end within {self.longest:g} s and was killed") from None
            raise
        if process.returncode:
            raise RunFault(f"{started} failed with exit status {process.returncode}; see what it says above, or run it")
        return output
