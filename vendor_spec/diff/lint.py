"""Redocly's opinion of a document's style, which never fails anything: the style is the vendor's."""

from pathlib import Path
from typing import Any

from vendor_spec.diff import redocly
from vendor_spec.errors import printable


def find_advice(root: Path, content: dict[str, Any]) -> list[str]:
    """Return a line for each rule that the document does not follow: how often, what it is, and the first place."""
    by_rule: dict[str, list[dict[str, Any]]] = {}
    for problem in redocly.lint(root, content):
        by_rule.setdefault(str(problem.get("ruleId", "unknown")), []).append(problem)
    return [_describe(rule, by_rule[rule]) for rule in sorted(by_rule, key=lambda rule: -len(by_rule[rule]))]


def _describe(rule: str, problems: list[dict[str, Any]]) -> str:
    locations = problems[0].get("location") or [{}]
    message = " ".join(str(problems[0].get("message", "")).split())[:160]
    return printable(f"{len(problems):>4} x {rule}: {message} (first at {locations[0].get('pointer', '#/')})")
