"""The settings of one run, from the command line or from pytest's options."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import field, frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.target.target import Kind
from vendor_spec.project import OWN

if TYPE_CHECKING:
    import pytest

PYTEST_STRICT = "--contract-strict"  # pytest has a `--strict` of its own
DEFAULT_LIVE_RATE = 2.0
DEFAULT_LIVE_BUDGET = 200
JOB_INDEX = "JOB_COMPLETION_INDEX"  # from 0
SHARD_HELP = f"auto/n takes i from {JOB_INDEX} of an indexed job"


@frozen
class Settings:
    """The settings of a run. `rate`, `max_requests` and `max_time` are for all shards together; None means the default.

    Attributes:
        overlay: None means no overlay.
        rate: Requests per second.
        max_time: Seconds.
        turn: The place in the round of all probes at which the night begins; None: `previous`, or the day, decides.
        previous: The report of an earlier night.
        plan: Whether to say what would be sent, and to send nothing.
    """

    target: Kind = field(default=Kind.MOCK, converter=Kind)
    overlay: Path | None = None
    rate: float | None = None
    max_requests: int | None = None
    seed: int = 0
    turn: int | None = None
    previous: Path | None = None
    shard: tuple[int, int] = (1, 1)
    max_time: float | None = None
    strict: bool = False
    plan: bool = False

    def rate_here(self, *, is_loopback: bool) -> float | None:
        """Return how many requests per second this shard may send; None when unlimited."""
        rate = self.rate if self.rate or is_loopback or self.target is Kind.MOCK else DEFAULT_LIVE_RATE
        return rate / self.shard[1] if rate else None

    @property
    def budget_here(self) -> int | None:
        """How many requests this shard may send; None when unlimited."""
        budget = self.max_requests or (DEFAULT_LIVE_BUDGET if self.target is Kind.LIVE else None)
        if budget is None:
            return None
        index, count = self.shard
        return budget // count + (index <= budget % count)

    @property
    def other_overlay(self) -> Path | None:
        """The overlay of the run, if it is not the project's own."""
        return None if self.has_own_overlay else self.overlay

    @property
    def has_own_overlay(self) -> bool:
        """Whether the document is corrected as the generated client's was."""
        return self.overlay == OWN.overlay


def add_options(group: pytest.OptionGroup) -> None:
    """Declare the options of a run to pytest."""
    for option in OPTIONS:
        name = PYTEST_STRICT if option.name == "strict" else option.opts[0]
        action = "store_true" if option.is_flag else "store"
        group.addoption(name, dest=f"contract_{option.name}", action=action, help=option.help)


def read_settings(config: pytest.Config) -> Settings:
    """Return the settings that pytest's options give.

    Raises UsageFault or click.BadParameter, naming the option that is wrong.
    """
    arguments: list[str] = []
    for option in OPTIONS:
        if (value := config.getoption(f"contract_{option.name}")) not in (None, False):
            arguments += option.opts if option.is_flag else [option.opts[0], value]
    return Settings(**click.Command("contract", params=list(OPTIONS)).make_context("contract", arguments).params)


def duration(seconds: float) -> str:
    """Return a time in words: `40 s`, `3 min`."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _read_rate(text: str) -> float:
    try:
        rate = float(text.removesuffix("/s"))
    except ValueError:
        rate = 0.0
    if not 0 < rate < 10_000:
        raise UsageFault(f"--rate {text}: give requests per second, such as 2/s or 0.5/s")
    return rate


def _read_time(text: str) -> float:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)(s|m|)", text)
    seconds = float(match[1]) * (60 if match[2] == "m" else 1) if match else 0.0
    if not seconds:
        raise UsageFault(f"--max-time {text}: give seconds or minutes, such as 300 or 5m")
    return seconds


def _read_overlay(text: str) -> Path | None:
    return None if text == "none" else Path(text)


def _read_shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if index == "auto":
        own = os.environ.get(JOB_INDEX, "")
        if not own.isdecimal():
            raise UsageFault(f"--shard {text}: {JOB_INDEX} is not set, so say i/n; an indexed Kubernetes job has it")
        index = str(int(own) + 1)
    if not (index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
        raise UsageFault(f"--shard {text}: give i/n with 1 <= i <= n, such as 2/4, or auto/4 in an indexed job")
    return int(index), int(count)


_VALUES: tuple[tuple[str, str | None, Any, str | None, str], ...] = (
    ("--target", None, click.Choice([kind.value for kind in Kind]), "mock", "default: mock"),
    ("--overlay", "FILE", _read_overlay, str(OWN.overlay), "the overlay that corrects the document; none: no overlay"),
    ("--rate", "N/s", _read_rate, None, "requests per second (default: 2/s live, unlimited on loopback)"),
    ("--max-requests", "N", click.IntRange(1), None, "requests in this run (default: 200 live)"),
    ("--max-time", "TIME", _read_time, None, "stop sending after this time: seconds, or minutes as 5m"),
    ("--seed", "N", click.IntRange(0), "0", "seed of the generated test cases (default: 0)"),
    ("--turn", "N", click.IntRange(0), None, "where a night begins, as its report says; --seed and --turn repeat it"),
    ("--previous", "FILE", Path, None, "the report of the last night, which says what comes first in this one"),
    ("--shard", "i/n", _read_shard, "1/1", f"send to only the i-th of n parts of the operations; {SHARD_HELP}"),
)
OPTIONS = (
    *(click.Option([name], metavar=m, type=type_, default=d, help=help_) for name, m, type_, d, help_ in _VALUES),
    click.Option(["--strict"], is_flag=True, help="fail for stale entries and unneeded corrections, too"),
    click.Option(["--plan"], is_flag=True, help="say what would be sent, and send nothing"),
)
