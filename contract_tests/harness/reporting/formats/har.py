"""`drift.har`: the exchanges behind the findings, for a browser or any other reader of HTTP Archives (HAR 1.2)."""

import json
from collections.abc import Mapping
from typing import Any

from contract_tests.harness.reporting.report import Report

CREATOR = {"name": "contract_tests", "version": "1"}


def render_har(report: Report, exchanges: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one entry for each finding of a report that has an exchange, the finding's id its comment.

    `exchanges` are entries of `har_entry`, by the finding's id.
    """
    ids = dict.fromkeys(finding.id for finding in report.findings)
    entries = [{**exchanges[id_], "comment": id_} for id_ in ids if id_ in exchanges]
    log = {"version": "1.2", "creator": CREATOR, "entries": entries}
    return json.dumps({"log": log}, indent=1, ensure_ascii=False) + "\n"


def read_har(text: str) -> dict[str, dict[str, Any]]:
    """Return the exchanges that `render_har` wrote; raises ValueError when it did not."""
    try:
        entries = json.loads(text)["log"]["entries"]
        return {entry["comment"]: {k: v for k, v in entry.items() if k != "comment"} for entry in entries}
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("not an HTTP Archive of a contract run") from None
