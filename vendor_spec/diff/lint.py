"""Redocly's opinion of a document's style, which never fails anything: the style is the vendor's."""

from collections import Counter
from pathlib import Path
from typing import Any

from vendor_spec.diff import redocly
from vendor_spec.errors import printable


def find_advice(root: Path, content: dict[str, Any]) -> list[str]:
    """A line for each rule that the document does not follow: how often, what it is, and the first place."""
    problems = redocly.lint(root, content)
    counts = Counter(str(problem.get("ruleId", "unknown")) for problem in problems)
    firsts: dict[str, dict[str, Any]] = {}
    for problem in problems:
        firsts.setdefault(str(problem.get("ruleId", "unknown")), problem)
    return [_describe(rule, number, firsts[rule]) for rule, number in counts.most_common()]


def _describe(rule: str, number: int, problem: dict[str, Any]) -> str:
    locations = problem.get("location") or [{}]
    message = " ".join(str(problem.get("message", "")).split())[:160]
    text = f"{number:>4} x {rule}: {message} (first at {locations[0].get('pointer', '#/')})"
    return printable(text)
