"""Documents that nobody would write: each gives a client that can be imported, or one sentence that says why not."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.any_document.attempts import NAMES
from tests.conftest import ROOT, make_small_project
from tests.documents import text
from vendor_spec.errors import SpecError
from vendor_spec.generate.generation import generate
from vendor_spec.overlay.correction import build

IMPORT = (
    "import importlib, pkgutil, vobiz_client;"
    "[importlib.import_module(m.name) for m in pkgutil.walk_packages(vobiz_client.__path__, 'vobiz_client.')]"
)

keys = st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True)
words = st.sampled_from(["call", "Call", "CALL", "live-call", "live_call", "LiveCall", "get", "id", "ID", "_id", "x.y"])
names = st.one_of(words, st.sampled_from(NAMES), st.text(max_size=8), keys)
visible = names.filter(lambda name: name.isprintable() and name.isascii() and name != "")
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), names)
types = st.sampled_from(["string", "integer", "number", "boolean", "object", "array", "null"])


def with_default(schema: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.just(schema), values.map(lambda value: {**schema, "default": value}))


simple = st.one_of(
    with_default({"type": "string"}, names),
    with_default({"type": "integer"}, st.integers()),
    with_default({"type": "number"}, st.floats(allow_nan=False, allow_infinity=False)),
    with_default({"type": "boolean"}, st.booleans()),
    st.just({"type": "string", "format": "date-time"}),
    st.just({"type": "string", "format": "binary"}),
    st.lists(types, min_size=1, max_size=3, unique=True).map(lambda some: {"type": some, "items": {}}),
    st.lists(scalars, min_size=1, max_size=4, unique_by=repr).map(lambda values: {"enum": values}),
    st.lists(names, min_size=1, max_size=4, unique=True).map(lambda values: {"type": "string", "enum": values}),
    scalars.map(lambda value: {"const": value}),
    st.booleans(),
    st.just({}),
)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    described = st.dictionaries(visible, inner, max_size=4)
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(
            lambda properties, title: {"type": "object", "title": title, "properties": properties}, described, names
        ),
        inner.map(lambda items: {"type": "array", "items": items}),
        inner.map(lambda values: {"type": "object", "additionalProperties": values}),
        several.map(lambda options: {"oneOf": options}),
        several.map(lambda options: {"anyOf": options}),
        described.map(lambda properties: {"allOf": [{"type": "object", "properties": properties}]}),
        st.just({"$ref": "#/components/schemas/Known"}),
    )


schemas = st.recursive(simple, objects, max_leaves=6)


def content(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


@st.composite
def operations(draw: st.DrawFn) -> dict[str, Any]:
    definition: dict[str, Any] = {"responses": {"200": {"description": draw(names), "content": content(draw(schemas))}}}
    if draw(st.booleans()):
        definition["operationId"] = draw(names)
    if draw(st.booleans()):
        definition["tags"] = draw(st.lists(names, max_size=2))
    if draw(st.booleans()):
        definition["requestBody"] = {"content": content(draw(schemas))}
    place = st.sampled_from(["query", "header", "cookie"])
    drawn = draw(st.lists(st.tuples(visible, place, schemas), max_size=3, unique_by=lambda item: item[:2]))
    definition["parameters"] = [{"name": name, "in": where, "schema": schema} for name, where, schema in drawn]
    return definition


def _identity(definition: dict[str, Any]) -> Any:
    return definition.get("operationId", id(definition))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    some = draw(st.lists(operations(), min_size=1, max_size=8, unique_by=_identity))
    return {
        "openapi": "3.1.0",
        "info": {"title": draw(names), "version": draw(names)},
        "paths": {f"/p{number}": {"post": operation} for number, operation in enumerate(some)},
        "components": {"schemas": {"Known": {"type": "object"}, **draw(st.dictionaries(keys, schemas, max_size=4))}},
    }


@pytest.mark.parametrize("count", [2, pytest.param(20, marks=pytest.mark.catalogue)])
def test_a_client_or_a_sentence(count: int) -> None:
    settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(documents())(check))()


def check(content: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        try:
            project = make_small_project(Path(folder), text(content))
            generate(project, build(project))
        except SpecError as error:
            sentence = str(error)
        else:
            sentence = ""
        if sentence:
            assert sentence.isprintable() and len(sentence) < 700
            return
        path = f"{project.client.parent}:{ROOT}"
        outcome = subprocess.run(
            [sys.executable, "-c", IMPORT], env={"PYTHONPATH": path}, capture_output=True, text=True, timeout=60
        )
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stderr == ""
