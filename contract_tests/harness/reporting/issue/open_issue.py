"""The open issue of the nights before, and the mark in it."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Self

from attrs import frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.report import Verdict
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file

_MARK = re.compile(r"<!-- contract-nights (\{.*?\}) -->")
_DIGEST = re.compile(r"[0-9a-f]{10}")


@frozen
class Mark:
    """The machine-readable line of an issue: digests only, so nothing that the vendor wrote gets into it.

    Attributes:
        findings: The ids of the findings that the issue has told of.
        operations: The operations with open findings, each with the probe that showed one, if that is known.
    """

    since: str
    verdict: Verdict
    findings: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()

    def to_line(self) -> str:
        """Return an HTML comment, which GitHub does not show."""
        content = {**to_json(self), "findings": sorted(self.findings), "operations": sorted(self.operations)}
        return f"<!-- contract-nights {json.dumps(content)} -->"

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Return the mark in the body of an issue; None when there is none, or somebody has changed it."""
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


def digest(*texts: str) -> str:
    """Ten hexadecimal digits that stand for a finding's id, or for an operation's label and perhaps a probe's name."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:10]


def read_issue(path: Path) -> Issue | None:
    """Our issue in what `gh issue list --json number,body` printed; raises UsageFault when it is something else."""
    try:
        listed = json.loads(read_file(path))
        if not isinstance(listed, list):
            raise TypeError("a list was expected")
        issues = [(int(issue["number"]), Mark.from_text(str(issue["body"]))) for issue in listed]
    except SpecError as error:
        raise UsageFault(str(error)) from None
    except (ValueError, KeyError, TypeError):
        raise UsageFault(f"{path.name} is not what `gh issue list --json number,body` prints") from None
    return next((Issue(number, mark) for number, mark in sorted(issues) if mark), None)
