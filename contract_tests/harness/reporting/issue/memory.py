"""What a night knows of the nights before it: from the reports they left, and from the mark in the open issue."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from attrs import frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.reporting.exit_status import is_drift
from contract_tests.harness.reporting.verdict import Verdict
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file

_MARK = re.compile(r"<!-- contract-nights (\{.*?\}) -->")
_DIGEST = re.compile(r"[0-9a-f]{10}")


@frozen
class Mark:
    """The machine-readable line of an issue: digests only, so nothing that the vendor wrote gets into it."""

    since: str
    verdict: Verdict
    findings: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()

    def to_line(self) -> str:
        """An HTML comment, which GitHub does not show."""
        content = {
            "since": self.since,
            "verdict": self.verdict.value,
            "findings": sorted(self.findings),
            "operations": sorted(self.operations),
        }
        return f"<!-- contract-nights {json.dumps(content)} -->"

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """The mark in the body of an issue; None when there is none, or somebody has spoilt it."""
        match = _MARK.search(text)
        try:
            content = json.loads(match[1]) if match else {}
            since = datetime.fromisoformat(content["since"]).date().isoformat()
            verdict = Verdict(content["verdict"])
            digests = [frozenset(filter(_DIGEST.fullmatch, content[key])) for key in ("findings", "operations")]
        except (ValueError, KeyError, TypeError):
            return None
        return cls(since, verdict, *digests)


@frozen
class Issue:
    """The open issue of the nights before."""

    number: int
    mark: Mark


def digest(text: str) -> str:
    """Ten hexadecimal digits that stand for a finding's id or an operation's label."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def drift_of(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings for which the verdict is `drift`."""
    return [one for one in record["findings"] if is_drift(one)]


def night_of(record: Mapping[str, Any]) -> str:
    """The day on which a run began, in UTC: two runs of a day are one night."""
    return datetime.fromisoformat(record["started_at"]).astimezone(UTC).date().isoformat()


def nights_in_a_row(tonight: Mapping[str, Any], before: Iterable[Mapping[str, Any]]) -> int:
    """How many nights, tonight included, were inconclusive one after another; of a night, its last run counts."""
    verdicts: dict[str, str] = {}
    for record in sorted([*before, tonight], key=lambda one: datetime.fromisoformat(one["started_at"])):
        if night_of(record) <= night_of(tonight):
            verdicts[night_of(record)] = record["verdict"]
    row = 0
    for night in sorted(verdicts, reverse=True):
        if verdicts[night] != Verdict.INCONCLUSIVE:
            break
        row += 1
    return row


def read_nights(folder: Path) -> list[dict[str, Any]]:
    """What earlier nights found, from every `drift.json` below `folder`; one that cannot be read counts for nothing."""
    nights = []
    for path in sorted(folder.rglob("drift.json")):
        try:
            record = json.loads(read_file(path))
            night_of(record)
            Verdict(record["verdict"])
        except (SpecError, ValueError, KeyError, TypeError):
            continue
        nights.append(record)
    return nights


def read_issue(path: Path) -> Issue | None:
    """Our issue in what `gh issue list --json number,body` printed; raises UsageFault when it is something else."""
    try:
        listed = json.loads(read_file(path))
        if not isinstance(listed, list):
            raise TypeError("a list was expected")
        issues = [(int(one["number"]), Mark.from_text(str(one["body"]))) for one in listed]
    except SpecError as error:
        raise UsageFault(str(error)) from None
    except (ValueError, KeyError, TypeError):
        raise UsageFault(f"{path.name} is not what `gh issue list --json number,body` prints") from None
    return next((Issue(number, mark) for number, mark in sorted(issues) if mark), None)
