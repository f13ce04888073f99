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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.contenders import ROOT, Outcome, copy_project, make_folder, run_ours, run_st, time_side_by_side
from benchmarks.copies import repeat_operation
from fake_vendor.catalogue import Entry, read_catalogue
from fake_vendor.effects import Section
from vendor_spec.correction import correct
from vendor_spec.project import Project


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drifts", type=int, default=23, help="how many drifts of the catalogue (0: none)")
    parser.add_argument("--operations", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run of st is ended")
    options = parser.parse_args()
    content = correct(Project(ROOT), Project(ROOT).overlay).content
    _row("", "ours", "st", "st, tuned")
    _row("---", "---:", "---:", "---:")
    with tempfile.TemporaryDirectory() as place:
        folders = {
            count: (made := repeat_operation(content, count), make_folder(made, Path(place) / str(count)))
            for count in dict.fromkeys(options.operations)
        }
        for count in options.operations:
            _compare_times(*folders[count], count, options.limit)
        _time_mock({count: folders[count][1] for count in options.operations})
        if options.drifts:
            project = copy_project(Path(place) / "project")  # with the claims of the vendor's page
            _compare_drifts(content, project, spread(options.drifts), options.limit)


def spread(count: int) -> list[Entry]:
    """So many drifts of the catalogue: one of each kind, then a second one, and so on."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in read_catalogue():
        if entry.section is Section.DRIFT:
            by_kind.setdefault(entry.kind, []).append(entry)
    turns = itertools.zip_longest(*by_kind.values())
    return [entry for turn in turns for entry in turn if entry is not None][:count]


def _compare_times(content: dict[str, Any], folder: Path, count: int, limit: float) -> None:
    ours = run_ours(content, [], folder)
    others = [run_st(content, [], folder, tuned=tuned, limit=limit) for tuned in (False, True)]
    _row(f"{_operations(count)}, s", f"{ours.seconds:.1f}", *(_seconds(other, limit) for other in others))
    ratios = (f"{'> ' if other.is_cut_off else ''}{other.seconds / ours.seconds:.1f}" for other in others)
    _row(f"{_operations(count)}, to ours", "1", *ratios)
    _row(f"{_operations(count)}, requests", *(str(one.requests) for one in (ours, *others)))
    _row(f"{_operations(count)}, of these not GET", *(str(one.not_get) for one in (ours, *others)))


def _time_mock(folders: dict[int, Path]) -> None:
    for count, folder in folders.items():
        seconds = time_side_by_side([folder], [()])
        _row(f"mock: {_operations(count)}, s for each", f"{seconds / count:.3f}", "", "")
    most = max(folders)
    other = shutil.copytree(folders[most], folders[most].with_name("other"), symlinks=True)
    halves = time_side_by_side([folders[most], other], [("--shard", "1/2"), ("--shard", "2/2")])
    _row(f"mock: {_operations(most)}, 2 shards side by side, to one run", f"{halves / seconds:.2f}", "", "")


def _compare_drifts(content: dict[str, Any], folder: Path, entries: Sequence[Entry], limit: float) -> None:
    """A row for each drift, and one with how many of them each tool finds."""
    plain = [run_st(content, [], folder, tuned=tuned, limit=limit).said for tuned in (False, True)]
    total = [0, 0, 0]
    for entry in entries:
        found = [entry.kind in run_ours(content, [entry.selection], folder).said]
        for before, tuned in zip(plain, (False, True), strict=True):
            found.append(bool(run_st(content, [entry.selection], folder, tuned=tuned, limit=limit).said - before))
        total = [count + is_found for count, is_found in zip(total, found, strict=True)]
        _row(f"`{entry.name}`", *("found" if is_found else "-" for is_found in found))
    _row(f"drifts found, of {len(entries)}", *map(str, total))


def _seconds(outcome: Outcome, limit: float) -> str:
    return f"cut off at {limit:.0f}" if outcome.is_cut_off else f"{outcome.seconds:.1f}"


def _operations(count: int) -> str:
    return "1 operation" if count == 1 else f"{count} operations"


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
