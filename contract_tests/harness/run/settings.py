"""The settings of one run, from the command line or from pytest's options."""

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import frozen
from attrs.converters import optional

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.target.target import Kind

PYTEST_STRICT = "--contract-strict"
OVERLAY = "openapi.overlay.yaml"
DEFAULT_LIVE_RATE = 2.0
DEFAULT_LIVE_BUDGET = 200
JOB_INDEX = "JOB_COMPLETION_INDEX"  # from 0
SHARD_HELP = f"send to only the i-th of n parts of the operations; auto/n takes i from {JOB_INDEX} of an indexed job"


@frozen
class Settings:
    """The settings of a run. `rate`, `max_requests` and `max_time` are for all shards together; None means the default.

    Attributes:
        overlay: None means no overlay.
        rate: Requests per second.
        max_time: Seconds.
        plan: Whether to say what would be sent, and to send nothing.
    """

    root: Path
    target: Kind = Kind.MOCK
    overlay: Path | None = None
    rate: float | None = None
    max_requests: int | None = None
    seed: int = 0
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
    def has_own_overlay(self) -> bool:
        """Whether the document is corrected as the generated client's was."""
        return self.overlay == self.root / OVERLAY

    @property
    def reports(self) -> Path:
        return self.root / "reports"


def add_options(add_argument: Callable[..., Any], *, strict: str = "--strict") -> None:
    """Declare the options of a run: `add_argument` is argparse's, or pytest's of the same form.

    `strict` is how that option is called: pytest has a `--strict` of its own.
    """
    add_argument("--target", choices=[kind.value for kind in Kind], default=Kind.MOCK.value, help="default: mock")
    add_argument("--overlay", metavar="FILE", help="correct the document by FILE, or by nothing: none")
    add_argument("--rate", metavar="N/s", help="requests per second (default: 2/s live, unlimited on loopback)")
    add_argument("--max-requests", metavar="N", help="requests in this run (default: 200 live)")
    add_argument("--max-time", metavar="TIME", help="seconds, or minutes such as 5m, after which nothing is sent")
    add_argument("--seed", metavar="N", default="0", help="which cases are made (default: 0)")
    add_argument(
        strict, dest="contract_strict", action="store_true", help="fail for stale entries and unneeded corrections, too"
    )
    add_argument("--shard", metavar="i/n", default="1/1", help=SHARD_HELP)
    add_argument("--plan", action="store_true", help="say what would be sent, and send nothing")


def read_settings(options: argparse.Namespace, root: Path) -> Settings:
    """Return the settings that the options give; raises UsageFault naming the option that is wrong."""
    overlay = options.overlay if options.overlay is not None else str(root / OVERLAY)
    return Settings(
        root=root,
        target=Kind(options.target),
        overlay=None if overlay == "none" else Path(overlay),
        rate=optional(_read_rate)(options.rate),
        max_requests=None if options.max_requests is None else _read_number("--max-requests", options.max_requests, 1),
        seed=_read_number("--seed", options.seed, 0),
        shard=_read_shard(options.shard),
        max_time=optional(_read_time)(options.max_time),
        strict=options.contract_strict,
        plan=options.plan,
    )


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


def _read_number(option: str, text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise UsageFault(f"{option} {text}: give a whole number, {least} or more")
    return int(text)


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
