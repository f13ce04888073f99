"""Patterns that backtrack, wherever one is held against a value or a name: at once, or a sentence that names it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.harness.checks.prose.schemas import find_violations
from tests.hostile.baits import one, parameter
from tests.hostile.commands import SOON, read
from vendor_spec.openapi.validation.patterns import matches
from vendor_spec.openapi.values.schemas import Schemas

# Each takes longer than anyone lives, with forty letters.
BACKTRACKING = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "(a*)*b",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^((a+)+)+$",
    "(.*)*x",
    "(a?){60}a{60}$",
]
NEARLY = "a" * 60 + "!"


@pytest.mark.parametrize("pattern", BACKTRACKING)
def test_a_pattern_that_backtracks_is_held_against_a_value_at_once(pattern: str) -> None:
    begun = time.process_time()
    assert matches(pattern, NEARLY) is False or pattern == "(a?){60}a{60}$"
    schema = {"type": "string", "pattern": pattern, "default": NEARLY}
    for content in (one(schema), one(schema, "3.1.0"), parameter(schema=schema)):
        assert repr(pattern)[1:-1] in read(content)
    assert time.process_time() - begun < SOON


@pytest.mark.parametrize("pattern", BACKTRACKING)
@pytest.mark.parametrize(
    "schema",
    [
        lambda pattern: {
            "type": "object", "patternProperties": {pattern: {"type": "string"}}, "default": {NEARLY: "a"},
        },
        lambda pattern: {
            "type": "object", "patternProperties": {pattern: True}, "additionalProperties": {"type": "string"},
            "default": {NEARLY: "a"},
        },
        lambda pattern: {
            "type": "object", "patternProperties": {pattern: True}, "unevaluatedProperties": {"type": "string"},
            "default": {NEARLY: "a"},
        },
        lambda pattern: {"type": "object", "propertyNames": {"not": {"pattern": pattern}}, "default": {NEARLY: "a"}},
    ],
    ids=["patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames"],
)  # fmt: skip
def test_a_pattern_of_names_is_held_against_them_at_once(pattern: str, schema: Callable[[str], dict[str, Any]]) -> None:
    assert "more than" not in read(one(schema(pattern), "3.1.0"))
    content = one(schema(pattern), "3.1.0")
    begun = time.process_time()
    Schemas(content).violation(schema(pattern), {NEARLY: "a"})
    assert time.process_time() - begun < SOON


@pytest.mark.parametrize("pattern", [r"^((?=a)a*)*\1b$", "((?=a)a+)+$", r"^(?:(?=a)a|a)+$", "^(a|a)*?(?!b)x$"])
def test_what_only_a_backtracking_engine_can_match_has_a_limit_of_steps(pattern: str) -> None:
    assert matches(pattern, NEARLY) is None
    sentence = read(one({"type": "string", "pattern": pattern, "default": NEARLY}))
    assert f"takes more than 100000 steps to match against its pattern {pattern!r}" in sentence
    assert "#/paths" in sentence or "#/" in sentence


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("^[A-Z]{2}$", "AB", "ab"),
        (r"^\d{3}-\d{4}$", "415-5550", "4155550"),
        (r"^\p{L}+$", "äß", "1"),
        ("b", "abc", "ac"),
        (r"^(?!x)[a-z]+$", "abc", "xbc"),
        (r"^(a)\1$", "aa", "ab"),
        (r"^\+[1-9]\d{1,14}$", "+14155550123", "14155550123"),
    ],
)
def test_an_ordinary_pattern_means_what_it_says(pattern: str, matching: str, other: str) -> None:
    assert matches(pattern, matching) is True
    assert matches(pattern, other) is False
    assert read(one({"type": "string", "pattern": pattern, "default": matching})) == ""
    assert "does not match" in read(one({"type": "string", "pattern": pattern, "default": other}))


@pytest.mark.parametrize("pattern", ["(", "[", "*", "a{2,1}", "(?<n>", "\\"])
def test_what_is_no_pattern_is_told_apart(pattern: str) -> None:
    assert matches(pattern, "a") is None


def test_the_check_of_examples_is_not_held_by_a_pattern() -> None:
    content = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
    schema = {"type": "string", "pattern": "^(a+)+$"}
    assert [each.key for each in find_violations(content, schema, "a" * 40 + "!")] == ["pattern"]
    assert find_violations(content, schema, "a" * 40) == []
