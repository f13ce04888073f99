"""Nothing that a document says is ever run, and nothing of it reaches a file outside of the client's folder."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.any_document.attempts import NAMES, TEXTS, attempts, document, is_plain
from tests.conftest import ROOT
from tests.documents import document as minimal
from tests.documents import text, with_operation
from vendor_spec.errors import SpecError
from vendor_spec.generate.generation import generate
from vendor_spec.generate.generator_input import prepare
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project

EXERCISE = Path(__file__).with_name("exercise.py")
MakeProject = Callable[..., Project]


@pytest.fixture
def traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traps")


def exercise(project: Project) -> subprocess.CompletedProcess[str]:
    """Use every part of the client in a process of its own."""
    path = os.pathsep.join(map(str, (project.client.parent, ROOT)))
    return subprocess.run(
        [sys.executable, "-W", "error", str(EXERCISE)],
        cwd=project.root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def files_outside(project: Project) -> list[str]:
    kept = ("openapi", "generator-", "build")
    names = [path.relative_to(project.root).as_posix() for path in project.root.rglob("*") if path.is_file()]
    return [name for name in names if not name.startswith((*kept, "generated/vobiz_client/", "generated/API.md"))]


def test_there_are_enough_attempts(traps: Path) -> None:
    assert len(TEXTS) >= 25
    assert len(dict(attempts(traps))) == len(TEXTS) + len(NAMES)


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.catalogue, id="all"), pytest.param(4, id="some")])
def test_nothing_of_a_hostile_document_runs(make_project: MakeProject, traps: Path, step: int) -> None:
    texts = [attempt for _, attempt in attempts(traps)][::step]
    project = make_project(text(document(texts)))
    generate(project, build(project))
    used = exercise(project)
    assert (used.returncode, used.stderr) == (0, "")
    assert used.stdout.startswith(f"{len(texts)} operations, ")
    assert list(traps.iterdir()) == []
    assert files_outside(project) == []
    assert all(re.fullmatch(r"\w+(\.py|\.json|\.typed)?", path.name) for path in project.client.rglob("*"))


@pytest.mark.parametrize(
    ("template", "safe", "unsafe", "attempt"),
    [
        (
            "endpoint_init.py.jinja",
            "{{ endpoint.description | safe_for_docstring | wordwrap(100) }}",
            "{{ endpoint.description.get_untrusted_value() }}",
            "docstring",
        ),
        (
            "model.py.jinja",
            '"{{ property.name | in_double_quote_literal }}", {{ reader(property) }}',
            '"{{ property.name.get_untrusted_value() }}", {{ reader(property) }}',
            "concatenation",
        ),
        ("model.py.jinja", '"%r" | format(extra_type)', "'\"' ~ extra_type ~ '\"'", "without quotes"),
        (
            "endpoint_module.py.jinja",
            "{{ docstring(key | safe_for_docstring) }}",
            '"" f"{{ endpoint.description.get_untrusted_value() }}"',
            "f-string",
        ),
    ],
)
def test_a_template_that_trusted_the_document_would_be_seen(
    make_project: MakeProject, traps: Path, template: str, safe: str, unsafe: str, attempt: str
) -> None:
    project = make_project(text(document([dict(attempts(traps))[attempt]])))
    path = project.templates / template
    assert safe in path.read_text()
    path.write_text(path.read_text().replace(safe, unsafe))
    generate(project, build(project))
    exercise(project)
    assert [trap.name for trap in traps.iterdir()] == [attempt.replace(" ", "-")]


ODD_NAMES = [name for name in (*TEXTS.values(), *NAMES) if not is_plain(name)]


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: ascii(name)[:30])
def test_a_name_that_nobody_can_see_is_refused(make_project: MakeProject, name: str) -> None:
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    with_property = minimal(components={"schemas": {"Odd": schema}})
    with_parameter = with_operation("/x", "get", parameters=[{"name": name, "in": "query", "schema": {}}])
    for content, kind in ((with_property, "property"), (with_parameter, "parameter")):
        assert f"the {kind} {ascii(name)[:20]}" in refusal(make_project, content)


@pytest.mark.parametrize("name", [*TEXTS.values(), *NAMES], ids=lambda name: ascii(name)[:30])
def test_a_key_that_is_no_name_is_read_as_one(make_project: MakeProject, name: str) -> None:
    with_schema = minimal(components={"schemas": {name: {"type": "object"}}})
    with_scheme = minimal(components={"securitySchemes": {name: {"type": "http", "scheme": "bearer"}}})
    for content in (with_schema, with_scheme):
        corrected = build(make_project(text(content)))
        ((read,),) = corrected.content["components"].values()
        assert re.fullmatch(r"[A-Za-z0-9._-]+", read)
        assert [notice.sentence.isprintable() for notice in corrected.notices] == [True] * (read != name)


def test_nothing_in_the_name_of_a_path_parameter_runs(make_project: MakeProject, traps: Path) -> None:
    content = minimal()
    for number, (_, name) in enumerate(attempts(traps)):
        if name.isprintable() and not set(name) & set(" {}!?#:.[]") and name:
            parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            one = {"parameters": [parameter], "responses": {"200": {"description": "x"}}}
            content["paths"][f"/p{number}/{{{name.replace('/', '~')}}}"] = {"get": {**one}}
            parameter["name"] = name.replace("/", "~")
    project = make_project(text(content))
    generate(project, build(project))
    used = exercise(project)
    assert (used.returncode, used.stderr) == (0, "")
    assert len(content["paths"]) > 40
    assert list(traps.iterdir()) == []


def refusal(make_project: MakeProject, content: dict[str, Any]) -> str:
    """The sentence in which a document is refused before any code is made of it."""
    with pytest.raises(SpecError) as refused:
        prepare(build(make_project(text(content))).content)
    sentence = str(refused.value)
    assert sentence.isprintable()
    assert len(sentence) < 600
    return sentence
