"""One form for every figure of a benchmark: what was measured, and its ratio to a peer measured in the same run."""

import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

HEAD = "| what | figure | ratio | to |\n|---|---:|---:|---|"


@frozen
class Row:
    """A figure with its unit, and the ratio to `peer` where there is one."""

    what: str
    figure: str
    ratio: float | None = None
    peer: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.figure} | {'' if self.ratio is None else f'{self.ratio:.2f}'} | {self.peer} |"


def table(rows: Iterable[Row]) -> str:
    """The rows as one Markdown table."""
    return "\n".join([HEAD, *map(str, rows)])


def machine() -> str:
    """What the figures were measured on, and how busy it was."""
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.system()} {platform.machine()}, {_processor()}, {cores} cores, {memory:.0f} GiB, "
        f"Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} at the start"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )
