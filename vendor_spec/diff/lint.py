"""Redocly's opinion of a document's style, which never fails anything: the style is the vendor's."""

from collections import Counter
from pathlib import Path
from typing import Any

from vendor_spec.diff import redocly
from vendor_spec.errors import printable


def find_advice(root: Path, content: dict[str, Any]) -> list[str]:
    """Return a line for each rule that the document does not follow: how often, what it is, and the first place."""
    problems = redocly.lint(root, content)
    first = {problem.get("ruleId"): problem for problem in reversed(problems)}
    counts = Counter(problem.get("ruleId") for problem in problems)
    return [_describe(number, first[rule]) for rule, number in counts.most_common()]


def _describe(number: int, problem: dict[str, Any]) -> str:
    message = " ".join(str(problem.get("message", "")).split())[:160]
    pointer = (problem.get("location") or [{}])[0].get("pointer", "#/")
    return printable(f"{number:>4} x {problem.get('ruleId')}: {message} (first at {pointer})")
