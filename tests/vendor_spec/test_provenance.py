"""Only a document that somebody took over on purpose is used."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.documents import document, text
from vendor_spec.errors import SpecError
from vendor_spec.openapi.provenance import accept_document, read_document
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.project import Project


def test_a_changed_document_is_refused_until_it_is_accepted(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    project.document.write_text(text(document(info={"title": "Changed", "version": "2"})))
    with pytest.raises(SpecError, match=r"run `\.venv/bin/python -m vendor_spec accept`"):
        read_document(project)
    accept_document(project)
    assert read_document(project).content["info"]["title"] == "Changed"


def test_provenance_says_source_date_and_hash(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    project.provenance.unlink()
    before = date.today().isoformat()
    accepted = accept_document(project)
    record = load_yaml(project.provenance.read_bytes(), "x")
    assert record["source"] == "put there by hand"
    assert before <= record["retrieved"] <= date.today().isoformat()
    assert record["sha256"] == accepted.sha256


def test_accepting_twice_keeps_the_first_record(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    before = project.provenance.read_bytes().replace(date.today().isoformat().encode(), b"2020-01-01")
    project.provenance.write_bytes(before)
    accept_document(project)
    assert project.provenance.read_bytes() == before


def test_a_bad_document_is_not_accepted(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()))
    before = project.provenance.read_bytes()
    project.document.write_text("openapi: [")
    with pytest.raises(SpecError, match="line 2"):
        accept_document(project)
    assert project.provenance.read_bytes() == before


@pytest.mark.parametrize("name", ["document", "provenance"])
def test_a_missing_file_is_named(make_project: Callable[..., Project], name: str) -> None:
    project = make_project(text(document()))
    path = getattr(project, name)
    path.unlink()
    with pytest.raises(SpecError, match=path.name):
        read_document(project)
