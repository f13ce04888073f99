"""Patterns that backtrack, documents that are deep, wide, huge or go round in circles: one sentence, and soon."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from fake_vendor.spec.values.schemas import Schemas
from tests.documents import document, text
from tests.hostile.baits import component, one, parameter, ref
from vendor_spec.errors import SpecError
from vendor_spec.generate.generation import generate
from vendor_spec.openapi.document import parse_document
from vendor_spec.openapi.validation.patterns import matches
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project

A = "#/components/schemas/"
SOON = 20  # seconds, of which a loaded machine needs many; what is shut out takes minutes or years


def read(content: Any) -> str:
    """The sentence in which a document is refused, empty when it is taken."""
    begun = time.process_time()
    try:
        parse_document(content if isinstance(content, bytes) else text(content).encode(), "openapi.yaml")
    except SpecError as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert "openapi.yaml" in sentence
        assert len(sentence) < 600
        return sentence
    finally:
        assert time.process_time() - begun < SOON
    return ""


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
    assert json.dumps(pattern)[1:-1] in sentence
    assert "takes more than 100000 steps to match a value; simplify the pattern" in sentence
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


def nested(levels: int, make: Callable[[Any], Any], inner: Any = None) -> Any:
    for _ in range(levels):
        inner = make(inner if inner is not None else {})
    return inner


def chain(length: int) -> dict[str, Any]:
    schemas = {f"S{number}": ref(f"{A}S{number + 1}") for number in range(length)}
    return {**one(ref(f"{A}S0")), "components": {"schemas": {**schemas, f"S{length}": {"type": "string"}}}}


def lattice(keyword: str, levels: int = 40) -> dict[str, Any]:
    """Schemas each of which holds the next one twice: 2^40 of them for whoever writes them out."""
    schemas = {f"S{n}": {keyword: [ref(f"{A}S{n + 1}"), ref(f"{A}S{n + 1}")]} for n in range(levels)}
    schemas[f"S{levels}"] = {"type": "object", "default": {}}
    return {**one({keyword: [ref(f"{A}S0")], "default": {}}), "components": {"schemas": schemas}}


def members(number: int) -> dict[str, Any]:
    return {f"p{index}": {"type": "string"} for index in range(number)}


def operations(number: int) -> dict[str, Any]:
    answer = {"responses": {"200": {"description": "x"}}}
    return {f"/p{n}": dict.fromkeys(("get", "put", "post", "delete"), answer) for n in range(number // 4)}


NO_END = "refer to one another without an end"
TOO_MUCH: dict[str, tuple[Callable[[], Any], str]] = {
    "nested lists": (lambda: b"[" * 100_000, "nested more than|is not usable YAML"),
    "nested mappings": (lambda: b'{"a":' * 100_000, "nested more than|is not usable YAML"),
    "nested blocks": (lambda: "".join(f"{' ' * n}a:\n" for n in range(2_000)).encode(), "nested more than"),
    "nested properties": (
        lambda: one(nested(150, lambda inner: {"type": "object", "properties": {"a": inner}})), "nested more than"
    ),
    "nested items": (lambda: one(nested(300, lambda inner: {"type": "array", "items": inner})), "nested more than"),
    "nested allOf": (lambda: one(nested(300, lambda inner: {"allOf": [inner]})), "nested more than"),
    "a nested default": (lambda: one({"default": nested(300, lambda inner: [inner])}), "nested more than"),
    "a nested extension": (lambda: {**one(), "x-a": nested(900, lambda inner: {"a": inner})}, "nested more than"),
    "many operations": (lambda: document(paths=operations(6_000)), "6000 operations at #/paths, more than the 5000"),
    "many paths": (lambda: document(paths=operations(60_000)), "15000 members at #/paths, more than the 10000"),
    "many schemas": (lambda: document(components={"schemas": members(10_001)}), "10001 members at #/comp"),
    "many properties": (lambda: one({"type": "object", "properties": members(20_000)}), "20000 members at #/paths"),
    "many values": (lambda: one({"enum": [str(n) for n in range(20_000)]}), "20000 members at #/paths"),
    "many tags": (lambda: document(tags=[{"name": str(n)} for n in range(20_000)]), "20000 members at #/tags"),
    "a long text": (lambda: document(info={"title": "a" * 1_000_001, "version": "1"}), "text of 1000001 characters"),
    "a long key": (lambda: {**one(), "x-" + "a" * 2_000: 1}, "a key of 2002 characters at #"),
    "a long path": (lambda: document(paths={"/" + "a" * 3_000: {}}), "a key of 3001 characters at #/paths"),
    "a chain of references": (lambda: chain(21), "leads only to itself or over more than 20 references"),
    "a long chain of references": (lambda: chain(5_000), "leads only to itself or over more than 20 references"),
    "a circle of references": (lambda: component(ref(f"{A}B"), B=ref(f"{A}A")), "leads only to itself"),
    "a part of itself": (lambda: component({"allOf": [ref(f"{A}A")]}), "is made (allOf) of itself"),
    "a part of its part": (
        lambda: component({"allOf": [{"type": "object"}, ref(f"{A}B")]}, B={"allOf": [{"allOf": [ref(f"{A}A")]}]}),
        "is made (allOf) of itself",
    ),
    "one of itself": (lambda: component({"oneOf": [ref(f"{A}A")], "default": 1}), NO_END),
    "not itself": (lambda: component({"not": ref(f"{A}A"), "default": 1}), NO_END),
    "a lattice of allOf": (lambda: lattice("allOf"), NO_END),
    "a lattice of anyOf": (lambda: lattice("anyOf"), ""),
    "a lattice of oneOf": (lambda: lattice("oneOf"), NO_END),
    "aliases": (lambda: aliases("[{}]"), "its anchors multiply"),
    "aliases of mappings": (lambda: aliases("{{{}}}", "k{n}: "), "its anchors multiply"),
    "an alias of itself": (lambda: b"openapi: 3.0.3\nx-a: &a {b: *a}\n", "is not usable YAML|contains itself"),
    "a number without an end": (lambda: b"openapi: " + b"9" * 5_000, "not a usable number"),
    "a number too large": (lambda: b"openapi: 3.0.3\nx-a: 1e999\n", "not a usable number"),
    "a number too large in JSON": (lambda: b'{"openapi": "3.0.3", "x-a": 1e999}', "not a usable number"),
    "no number": (lambda: b'{"openapi": "3.0.3", "x-a": NaN}', "|"),
    "half a character": (lambda: b'{"openapi": "3.0.3", "x-a": "\\ud800"}', "is not usable YAML"),
    "a multiple of next to nothing": (lambda: one({"multipleOf": 1e-300, "default": 10**300}), ""),
    "bytes": (lambda: b"\x80" * 100, "is not UTF-8"),
    "NUL": (lambda: b"openapi: 3.0.3\x00", "is not usable YAML"),
    "a $ref that is no text": (lambda: one({"$ref": 5}), "has a $ref at #/paths"),
    "no paths": (lambda: document(paths=None), "is not a valid OpenAPI"),
    "parameters that are none": (lambda: parameter(schema=5), "is not a valid OpenAPI"),
    "components that are none": (lambda: document(components=[1]), "is not a valid OpenAPI"),
    "a path item that is none": (lambda: document(paths={"/a": [1]}), "is not a valid OpenAPI"),
    "a mapping to what is none": (
        lambda: component({"oneOf": [{}], "discriminator": {"propertyName": "a", "mapping": {"b": []}}}),
        "",
    ),
    "a type that is none": (lambda: one({"type": {}, "default": 1}), "is not a valid OpenAPI"),
}  # fmt: skip


def aliases(form: str, key: str = "") -> bytes:
    lines = ["openapi: 3.0.3", "a0: &a0 x"]
    for level in range(1, 9):
        inside = ", ".join(key.format(n=n) + f"*a{level - 1}" for n in range(10))
        lines.append(f"a{level}: &a{level} {form.format(inside) if form != '[{}]' else f'[{inside}]'}")
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("make", "sentence"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_too_much_is_one_sentence(make: Callable[[], Any], sentence: str) -> None:
    refused = read(make())
    assert any(part in refused for part in sentence.split("|")), refused


ENOUGH: dict[str, Callable[[], Any]] = {
    "nested objects": lambda: one(nested(30, lambda inner: {"type": "object", "properties": {"a": inner}})),
    "a chain": lambda: chain(19),
    "a tree": lambda: component({"type": "object", "properties": {"a": {"type": "array", "items": ref(f"{A}A")}}}),
    "a part twice": lambda: component({"allOf": [ref(f"{A}B"), ref(f"{A}B")]}, B={"type": "object"}),
    "properties of itself in a part": lambda: component(
        {"allOf": [{"type": "object", "required": ["a"], "properties": {"a": ref(f"{A}A")}}], "required": ["a"]}
    ),
    "many properties": lambda: one({"type": "object", "properties": members(300)}),
}  # fmt: skip


@pytest.mark.parametrize("make", ENOUGH.values(), ids=ENOUGH.keys())
def test_what_vendors_publish_is_read_and_generated_from(
    make: Callable[[], Any], make_project: Callable[..., Project]
) -> None:
    project = make_project(text(make()))
    generate(project, build(project))
    assert (project.client / "client.py").is_file()
