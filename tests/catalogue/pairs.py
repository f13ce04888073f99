"""Which pairs of drifts are two findings: those that touch different places, and of which neither hides the other."""

import contextlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import requests

from contract_tests.harness.checks.strict_json import UnreadableBody, read_json
from fake_vendor.errors import VendorFault
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import Entry
from tests.fake_vendor.vendor_caller import PROBES, Caller, Seen, known_ids, see
from vendor_spec.openapi.yaml_text import unshare

Trait = tuple[str, str, Any]  # of which probe, what, and its value
Pair = tuple[Entry, Entry]


class Eyewitness:
    """Sends the fake vendor a fixed battery of probes, and notes the traits of each response that a client can read."""

    def __init__(self, content: dict[str, Any], label: str) -> None:
        self.content, self.label = content, label
        self._noted: dict[tuple[str, ...], frozenset[Trait]] = {}
        with FakeVendor(content) as vendor:
            self._fields = set(Caller(vendor).send(label).json())

    def is_let_in(self, drift: Entry) -> bool:
        """Whether a valid request succeeds beside the drift; else it is all that can be found."""
        return bool(self._answers(drift))

    def can_tell(self, first: Entry, second: Entry) -> bool:
        """Whether the two touch different places, and each shows beside the other by a trait that it shows alone."""
        if set(first.locations) & set(second.locations):
            return False
        both = self._answers(first, second)
        return all(
            (self._answers(one) - self._answers()) & (both - self._answers(other))
            for one, other in ((first, second), (second, first))
        )

    def _answers(self, *drifts: Entry) -> frozenset[Trait]:
        """Empty when no valid request succeeds, with the slash or without: then nothing else can be asked."""
        # One that acts on every third answer only is no other drift than one that always acts.
        names = tuple(re.sub(r",every=\d+", "", drift.name) for drift in drifts)
        if names not in self._noted:
            try:
                vendor = FakeVendor(self.content, [f"{name}@{self.label}" for name in names])
            except VendorFault:  # the first leaves nothing that the second could act on
                return self._noted.setdefault(names, frozenset())
            with vendor:
                self._noted[names] = frozenset(self._ask(Caller(vendor)))
        return self._noted[names]

    def _ask(self, caller: Caller) -> Iterator[Trait]:
        path = self.label.partition(" ")[2]
        documented = caller.send(self.label, as_sent=True)
        if not _is_success(documented):
            path = path.rstrip("/")
            if not _is_success(caller.send(self.label, path=path, as_sent=True)):
                return
        yield "documented path", "status", documented.status_code
        queued = known_ids(caller.vendor, caller.behaviours[self.label], "queued")
        for name, probe in PROBES.items():
            asked = {"path": path, **probe, **({"ids": queued} if name == "queued" else {})}
            seen = see(caller.send(self.label, **asked, as_sent=True), caller.vendor.environment)
            yield from ((name, what, value) for what, value in self._read(seen))

    def _read(self, seen: Seen) -> Iterator[tuple[str, Any]]:
        yield "status", seen.status
        yield "location", seen.location
        yield from (("header", name) for name in seen.headers - {"content-length", "content-type"})
        if seen.status != 200:  # nothing is documented of what another success is like
            return
        yield "content type", seen.content_type
        body: Any = None
        if "json" in str(seen.content_type):
            with contextlib.suppress(UnreadableBody):
                body = read_json(seen.body, str(seen.content_type))
        # Of a body that is another thing altogether, nobody asks further what is in it.
        is_known = isinstance(body, dict) and bool(body.keys() & self._fields)
        yield "body", "as documented" if is_known else "another"
        for field in self._fields | body.keys() if is_known else ():
            yield f"field {field}", json.dumps(body[field]) if field in body else "absent"


def _is_success(response: requests.Response) -> bool:
    """What says that it is packed, and is not, is no answer to a client."""
    return response.status_code < 300 and "Content-Encoding" not in response.headers


def a_pair_for_each_two_kinds(entries: Iterable[Entry], witness: Eyewitness) -> Iterator[Pair]:
    """Of every two kinds, and of every kind twice, a pair that `witness` can tell; the drifts of a kind by turns."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in filter(witness.is_let_in, entries):
        by_kind.setdefault(entry.kind, []).append(entry)
    used: dict[str, int] = {}
    random = Random(0)
    for one, other in itertools.combinations_with_replacement(by_kind, 2):
        pairs = (
            list(itertools.combinations(by_kind[one], 2))
            if one == other
            else list(itertools.product(by_kind[one], by_kind[other]))
        )
        random.shuffle(pairs)
        pairs.sort(key=lambda pair: sum(used.get(drift.name, 0) for drift in pair))
        chosen = next((pair for pair in pairs if witness.can_tell(*pair)), None)
        if chosen is not None:
            for drift in chosen:
                used[drift.name] = used.get(drift.name, 0) + 1
            yield chosen


def repeat_operation(content: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the document with its first path `count` times: `/Call/`, `/Call1/`, ..."""
    repeated: dict[str, Any] = unshare(content)
    path, item = next(iter(repeated["paths"].items()))
    repeated["paths"] = {}
    for number in range(count):
        copy = unshare(item)
        for definition in copy.values():
            definition["operationId"] = f"{definition['operationId']}-{number}"
        repeated["paths"][path.replace("/Call/", f"/Call{number}/" if number else "/Call/")] = copy
    return repeated
