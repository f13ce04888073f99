"""Documents and pages that are deep, wide, huge or go round in circles: one sentence, and soon."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openapi_python_client
import pytest

from tests.documents import document, text
from tests.hostile.baits import beside, component, one, parameter, ref
from tests.hostile.commands import SOON, read
from tests.vendor_spec.pages import make_page
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.generate import generation
from vendor_spec.generate.generation import generate
from vendor_spec.generate.generator_input import prepare
from vendor_spec.openapi.paths import describe_path
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project
from vendor_spec.prose.page import read_block, read_page
from vendor_spec.prose.reading import read_page_claims

A = "#/components/schemas/"


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


def linked(length: int) -> dict[str, Any]:
    value: dict[str, Any] = nested(length, lambda inner: {"a": inner})
    schema = {"type": "object", "properties": {"a": ref(f"{A}A")}}
    return component({**schema, "default": value})


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
    "many parameters in a segment": (
        lambda: document(paths={"/" + "".join(f"{{a{n}}}" for n in range(6)): {}}), "more than 5 parameters between"
    ),
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
    "a value as deep as its schema": (lambda: linked(45), ""),
    "a value deeper than that": (lambda: linked(90), NO_END),
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
    "no paths": (lambda: document(paths=None), "`paths` null is no object"),
    "parameters that are none": (lambda: parameter(schema=5), "is not a valid OpenAPI"),
    "components that are none": (lambda: document(components=[1]), "is not a valid OpenAPI"),
    "a path item that is none": (lambda: document(paths={"/a": [1]}), "is not a valid OpenAPI"),
    "a mapping to what is none": (
        lambda: component({"oneOf": [{}], "discriminator": {"propertyName": "a", "mapping": {"b": []}}}),
        "",
    ),
    "a type that is none": (lambda: one({"type": {}, "default": 1}), "`type` {} is no text"),
    "path items in path items": (
        lambda: document(paths={f"/{n}": {"post": {"callbacks": {
            key: {"c": ref(f"#/paths/~1{n + 1}")} for key in "abcd"
        }}} for n in range(15)}), "is too large when its",
    ),
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


@pytest.mark.parametrize(
    "attack",
    [
        "```bash\ncurl " + "-H 'a' " * 30_000 + "\n```",
        "```bash\n" + "curl https://api.test/v1\n" * 8_000 + "```",
        "[" * 50_000,
        "![" * 30_000,
        "|a" * 50_000,
        "```json\n" + "[" * 200_000 + "\n```",
    ],
    ids=["a command of many words", "many commands", "brackets", "images", "a wide table", "a deep example"],
)
def test_a_page_made_to_be_slow_is_read_soon(attack: str) -> None:
    begun = time.process_time()
    page = read_page(make_page().replace("\n````yaml", f"\n\n{attack}\n\n````yaml", 1).encode(), "page.md")
    _, operation, _ = read_block(page)
    read_page_claims(page, operation.label)
    assert time.process_time() - begun < SOON


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"parameters": [ref("#/info")]}, "refers to #/info at GET /numbers/{number_id}, which has no name and in"),
        ({"requestBody": ref("#/info")}, "which has no content"),
        ({"responses": {"200": ref("#/info")}}, "which has no description"),
        ({"parameters": [ref("#/paths")]}, "refers to #/paths"),
        ({"parameters": [ref("#")]}, "which has no name and in"),
    ],
)
def test_a_reference_to_a_part_of_another_kind_is_one_sentence(members: dict[str, Any], sentence: str) -> None:
    path = {"name": "number_id", "in": "path", "required": True, "schema": {"type": "string"}}
    assert re.search(re.escape(sentence) + "|is not a valid OpenAPI", read(beside(**{"parameters": [path], **members})))


def test_a_schema_that_is_none_is_named_wherever_it_stands() -> None:
    for kind, part in {
        "headers": {"schema": {"properties": 1}},
        "parameters": {"name": "a", "in": "query", "schema": {"type": "text"}},
        "responses": {"description": "x", "content": {"a/b": {"schema": {"properties": {"a": 5}}}}},
    }.items():
        for version in ("3.0.3", "3.1.0"):
            content = {**one(version=version), "components": {kind: {"A": part}}}
            assert f"#/components/{kind}/A" in read(content)


def test_schemas_of_one_name_by_the_thousand_get_a_name_each() -> None:
    alike = {f"A{'.' * number}": {"type": "object"} for number in range(1_500)}
    prepared = prepare({**one(), "components": {"schemas": alike}}).document
    titles = [schema["title"] for schema in prepared["components"]["schemas"].values()]
    assert len(set(titles)) == len(titles) > 1_500


def test_a_generator_that_never_ends_is_ended(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_for_ever(_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(openapi_python_client.Project, "build", build_for_ever)
    monkeypatch.setattr(generation, "LONGEST", 1)
    project = make_project(text(document()))
    with pytest.raises(SpecError, match="takes more than 1 seconds for this document"):
        generate(project, build(project))
    assert not project.client.exists()


def test_a_path_of_many_parameters_is_compared_at_once() -> None:
    begun = time.process_time()
    template = "".join(f"{{a{number}}}" for number in range(30))
    assert list(describe_path(f"/{template}x", "/" + "a" * 60)) == [("path", f"/{template}x", "/" + "a" * 60)]
    assert list(describe_path("/v{a}-{b}.json", "/v1-2-3.json")) == []
    assert list(describe_path("/v{a}-{b}.json", "/v1-.json")) != []
    assert list(describe_path("/{a}aa{b}", "/aaaa")) == []
    assert time.process_time() - begun < SOON


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "openapi.yaml")
    for path in (tmp_path, tmp_path / "openapi.yaml", Path("/dev/zero")):
        with pytest.raises(SpecError, match="is no file"):
            read_file(path)
