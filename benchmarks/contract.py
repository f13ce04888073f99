"""Our contract run beside bare `st run`, on the same document and server: time, requests, and which drifts each finds.

    python -m benchmarks.contract [--drifts N] [--operations N ...] [--limit SECONDS]

`st` as it comes is told nothing but the credentials; `tuned` pins the path parameters, follows no redirect and sends no
unexpected methods, as an expert would. A drift counts as found by `st` when it says more than on a vendor without any
drift. The rows of the mock show what an operation costs as they become more, and two shards side by side.
"""

import argparse
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.contenders import Outcome, copy_project, make_folder, run_ours, run_st, time_side_by_side
from benchmarks.copies import repeat_operation
from benchmarks.table import Row, table
from fake_vendor.variants.catalogue import Entry, read_catalogue
from fake_vendor.variants.effects import Section
from vendor_spec.counts import counted
from vendor_spec.overlay.correction import correct
from vendor_spec.project import OWN

CONTENDERS = {"st": False, "st, tuned": True}
MOST_NAMED = 8


def measure(counts: Sequence[int] = (1, 10, 100), drifts: int = 23, limit: float = 60) -> Iterator[Row]:
    """Run ours and `st` over documents of so many operations, and over so many drifts of the catalogue.

    A run of `st` is ended after `limit` seconds.
    """
    content = correct(OWN, OWN.overlay).content
    with tempfile.TemporaryDirectory() as place:
        folders = {
            count: (made := repeat_operation(content, count), make_folder(made, Path(place) / str(count)))
            for count in dict.fromkeys(counts)
        }
        for count in counts:
            yield from _compare_times(*folders[count], count, limit)
        yield from _time_mock({count: folders[count][1] for count in counts})
        if drifts:
            project = copy_project(Path(place) / "project")  # with the claims of the vendor's page
            yield from _compare_drifts(content, project, spread(drifts), limit)


def spread(count: int) -> list[Entry]:
    """So many drifts of the catalogue: one of each kind, then a second one, and so on."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in read_catalogue():
        if entry.section is Section.DRIFT:
            by_kind.setdefault(entry.kind, []).append(entry)
    turns = itertools.zip_longest(*by_kind.values())
    return [entry for turn in turns for entry in turn if entry is not None][:count]


def _compare_times(content: dict[str, Any], folder: Path, count: int, limit: float) -> Iterator[Row]:
    what = f"contract run, {counted(count, 'operation')}"
    ours = run_ours(content, [], folder)
    yield Row(f"{what}: ours", _told(ours))
    for name, tuned in CONTENDERS.items():
        other = run_st(content, [], folder, tuned=tuned, limit=limit)
        yield Row(f"{what}: {name}", _told(other), other.seconds / ours.seconds, "ours")


def _told(outcome: Outcome) -> str:
    cut_off = ", cut off" if outcome.is_cut_off else ""
    return f"{outcome.seconds:.1f} s{cut_off}; {outcome.requests} requests, {outcome.not_get} not GET"


def _time_mock(folders: dict[int, Path]) -> Iterator[Row]:
    each: dict[int, float] = {}
    for count, folder in folders.items():
        seconds = time_side_by_side([folder], [()])
        each[count] = seconds / count
        first = next(iter(each))
        what = f"on the mock, {counted(count, 'operation')}: each"
        ratio = () if count == first else (each[count] / each[first], counted(first, "operation"))
        yield Row(what, f"{each[count]:.2f} s", *ratio)
    most = max(folders)
    other = shutil.copytree(folders[most], folders[most].with_name("other"), symlinks=True)
    halves = time_side_by_side([folders[most], other], [("--shard", "1/2"), ("--shard", "2/2")])
    what = f"on the mock, {counted(most, 'operation')}: 2 shards side by side"
    yield Row(what, f"{halves:.1f} s", halves / (each[most] * most), "one run")


def _compare_drifts(content: dict[str, Any], folder: Path, entries: Sequence[Entry], limit: float) -> Iterator[Row]:
    """How many of the drifts each tool finds, and which ones it does not."""
    missed: dict[str, list[str]] = {"ours": [], **{name: [] for name in CONTENDERS}}
    plain = {name: run_st(content, [], folder, tuned=tuned, limit=limit).said for name, tuned in CONTENDERS.items()}
    for entry in entries:
        if entry.kind not in run_ours(content, [entry.selection], folder).said:
            missed["ours"].append(entry.name)
        for name, tuned in CONTENDERS.items():
            if not run_st(content, [entry.selection], folder, tuned=tuned, limit=limit).said - plain[name]:
                missed[name].append(entry.name)
    for name, names in missed.items():
        found = f"{len(entries) - len(names)} of {len(entries)}"
        unseen = f" (not {', '.join(names)})" if 0 < len(names) <= MOST_NAMED else ""
        yield Row(f"drifts found: {name}{unseen}", found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drifts", type=int, default=23, help="how many drifts of the catalogue (0: none)")
    parser.add_argument("--operations", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a run of st is ended")
    options = parser.parse_args()
    print(table(measure(options.operations, options.drifts, options.limit)))
