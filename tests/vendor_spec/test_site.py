"""The vendor's whole site, as one command takes it over, and each of its forms alone."""

import functools
import hashlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vendor_spec.conftest import ROOT, bytes_below
from tests.vendor_spec.site import CONTRADICTING, HANG_UP, OPERATIONS, PLANTS, Site, serve_site
from vendor_spec.__main__ import main
from vendor_spec.openapi.provenance import read_document
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.project import Project
from vendor_spec.prose.claims import read_claims
from vendor_spec.update.fetching import Fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as site:
        yield site


@pytest.fixture
def project(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = site.project(tmp_path / "project")
    monkeypatch.chdir(project.root)
    return project


def test_without_a_source_document_and_prose_are_taken_over_and_then_only_changes(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--yes"]) == 0
    output = capsys.readouterr().out
    assert "20 operations, 21 pages read, written" in output
    assert f"{site.www.url}/docs/call/hang-up documents {HANG_UP}, which the document lacks" in output
    assert "78 of 99 pages document no operation and were passed over" in output
    assert "4 requests, 0 of them answered as unchanged" in output

    document = read_document(project)
    assert document.content == site.document
    assert "description: |\n    One line.\n    Yes, another.\n" in project.document.read_text()
    assert [operation.label for operation in document.operations] == OPERATIONS
    claims = {claims.operation: claims for claims in read_claims(project)}
    assert list(claims) == [*OPERATIONS, HANG_UP]
    assert all([claim.status for claim in page.statuses] == [404] for page in claims.values())
    assert claims[OPERATIONS[7]].page == f"{site.www.url}/docs/call/thing-7"
    record = load_yaml(project.provenance.read_bytes(), "x")
    served = site.www.pages["/openapi.json"]
    assert record["source"] == [f"{site.apex.url}/openapi.json", f"{site.apex.url}/docs/llms-full.txt"]
    assert record["sha256"] == hashlib.sha256(project.document.read_bytes()).hexdigest()
    assert record["served"] == [
        {
            "source": f"{site.apex.url}/openapi.json",
            "sha256": hashlib.sha256(served).hexdigest(),
            "etag": f'"{hash(served)}"',
        }
    ]
    assert not any(name.lower() in ("cookie", "authorization") for _, headers in site.asked for name in headers)

    before = bytes_below(project)
    site.forget()
    assert main(["update", "--yes"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert site.www.statuses == {304: 2}
    assert bytes_below(project) == before


@pytest.mark.parametrize(
    ("prose", "sentence"),
    [
        (None, "responds with status 404"),
        (b"<html><body>Log in</body></html>", "is an HTML page, perhaps a login page"),
        (b"\xff\xfe# No text\n", "is not UTF-8 text"),
    ],
)
def test_prose_that_cannot_be_had_stays_as_it_was_and_the_document_is_taken(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str], prose: bytes | None, sentence: str
) -> None:
    assert main(["update", "--yes"]) == 0
    before = read_claims(project)
    site.document["info"]["version"] = "2"
    site.publish()
    del site.www.pages["/docs/llms-full.txt"]
    if prose is not None:
        site.www.pages["/docs/llms-full.txt"] = prose
    capsys.readouterr()
    assert main(["update", "--yes"]) == 0
    output = capsys.readouterr().out
    assert f"stays as it is: {site.apex.url}/docs/llms-full.txt {sentence}" in output
    assert read_document(project).content["info"]["version"] == "2"
    assert read_claims(project) == before


def test_a_document_that_cannot_be_had_is_not_taken_at_all(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--yes"]) == 0
    before = bytes_below(project)
    site.prose[OPERATIONS[0]] = "It may answer with a 409 error."
    site.publish()
    site.www.pages["/openapi.json"] = site.www.pages["/openapi.json"][:-9]
    capsys.readouterr()
    assert main(["update", "--yes"]) == 2
    assert f"{site.apex.url}/openapi.json is not usable YAML" in capsys.readouterr().err
    del site.www.pages["/openapi.json"]
    assert main(["update", "--yes"]) == 2
    assert f"{site.apex.url}/openapi.json responds with status 404" in capsys.readouterr().err
    assert bytes_below(project) == before


FORMS = {
    "the document": (["/openapi.json"], OPERATIONS, 0),
    "the full text": (["/docs/llms-full.txt"], OPERATIONS, 21),
    "the index": (["/docs/llms.txt"], OPERATIONS, 15),
    "the sitemap": (["/docs/sitemap.xml"], OPERATIONS, 21),
    "a page": (["/docs/call/thing-7.md"], OPERATIONS, 1),
    "the bare address of a page": (["/docs/call/thing-7"], OPERATIONS, 1),
    "a page without a block": (["/docs/call/hang-up"], OPERATIONS, 1),
    "all together": (
        ["/openapi.json", "/docs/llms-full.txt", "/docs/llms.txt", "/docs/sitemap.xml", "/docs/call/thing-7"],
        OPERATIONS,
        21,
    ),
}


@pytest.mark.parametrize(("paths", "labels", "pages"), FORMS.values(), ids=FORMS)
def test_each_form_of_the_site_works_as_a_source(
    site: Site,
    project: Project,
    capsys: pytest.CaptureFixture[str],
    paths: list[str],
    labels: list[str],
    pages: int,
) -> None:
    assert main(["update", "--yes", f"{site.www.url}/openapi.json"]) == 0
    capsys.readouterr()
    assert main(["update", "--yes", *(f"{site.apex.url}{path}" for path in paths)]) == 0
    output = capsys.readouterr().out
    assert f"{pages} page{'s' * (pages != 1)} read" in output
    assert sorted(operation.label for operation in read_document(project).operations) == sorted(labels)
    assert len(read_claims(project)) == pages
    assert ("/docs/gone.md responds with status 404" in output) == ("/docs/sitemap.xml" in paths)
    contradicting = [claims.operation for claims in read_claims(project) if claims.block]
    assert contradicting == ([OPERATIONS[CONTRADICTING]] if "/docs/llms.txt" in paths else [])


def test_a_full_text_in_a_file_is_cut_into_pages_and_bound_whatever_parameters_are_called(
    site: Site, project: Project
) -> None:
    assert main(["update", "--yes", f"{site.www.url}/openapi.json"]) == 0
    text = site.www.pages["/docs/llms-full.txt"].replace(b"/{thing_id}\n", b"/{id}\n").replace(b"\n", b"\r\n")
    Path("saved.txt").write_bytes(text)
    site.forget()
    assert main(["update", "--yes", "saved.txt"]) == 0
    assert [claims.operation for claims in read_claims(project)] == [*OPERATIONS, HANG_UP]
    assert site.asked == []


def test_a_block_that_cannot_be_read_beside_the_document_leaves_the_pages_prose(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    page = site.www.pages["/docs/call/thing-7.md"]
    site.www.pages["/docs/call/thing-7.md"] = page.replace(b"openapi: 3.0.3", b"openapi: [3.0.3")
    assert main(["update", "--yes", f"{site.www.url}/docs/llms.txt"]) == 0
    assert "thing-7.md is not usable YAML at line" in capsys.readouterr().out
    claims = {claims.operation: claims for claims in read_claims(project)}
    assert [claim.status for claim in claims[OPERATIONS[7]].statuses] == [404]


def test_pages_whose_date_in_the_sitemap_is_the_same_are_not_asked_for(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    sitemap = f"{site.www.url}/docs/sitemap.xml"
    assert main(["update", "--yes", sitemap]) == 0
    site.forget()
    site.www.pages["/docs/sitemap.xml"] = site.www.pages["/docs/sitemap.xml"].replace(b"2026-11-01", b"2026-11-02", 2)
    capsys.readouterr()
    assert main(["update", "--yes", sitemap]) == 0
    assert sorted(path for path, _ in site.asked) == [
        "/docs/call/thing-0.md",
        "/docs/call/thing-1.md",
        "/docs/gone.md",
        "/docs/sitemap.xml",
    ]
    assert "97 pages not asked for: the sitemap dates no change" in capsys.readouterr().out


def test_what_fails_once_is_asked_for_once_more(
    site: Site, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hasty = functools.partial(Fetcher, pause=0.01)
    monkeypatch.setattr("vendor_spec.update.fetching.Fetcher", hasty)
    site.www.failing["/openapi.json"] = 1
    assert main(["update", "--yes"]) == 0
    site.www.failing["/openapi.json"] = 2
    capsys.readouterr()
    assert main(["update", "--yes"]) == 2
    assert f"{site.apex.url}/openapi.json responds with status 503" in capsys.readouterr().err


def test_a_document_with_the_servers_of_the_one_that_is_there_is_the_vendors(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--yes"]) == 0
    project.pyproject.write_text(site.table().replace(', "api.test"', ""))
    site.document["info"]["version"] = "2"
    site.publish()
    assert main(["update", "--yes"]) == 0
    site.document["servers"] = [{"url": "https://plants.test"}]
    site.publish()
    capsys.readouterr()
    assert main(["update", "--yes"]) == 2
    assert "perhaps a placeholder: its servers are at no host of [tool.vendor-spec]" in capsys.readouterr().err
    plants = {**PLANTS, "servers": [{"url": "http://sandbox.mintlify.com"}]}
    Path("plants.json").write_text(json.dumps(plants))
    assert main(["update", "--yes", "plants.json"]) == 2
    assert "plants.json is not the vendor's document, perhaps a placeholder" in capsys.readouterr().err
    assert read_document(project).content["info"]["version"] == "2"


def test_a_terminal_shows_how_far_the_fetching_is(site: Site, project: Project) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "vendor_spec", "update", "--yes", f"{site.www.url}/docs/sitemap.xml"],
            stdout=subprocess.PIPE,
            stderr=theirs,
            cwd=project.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        )
        os.close(theirs)
        output = process.communicate(timeout=60)[0].decode()
        shown = terminal.read(65536).decode()
    assert process.returncode == 0
    assert "Fetching  [" in shown
    assert "Fetching" not in output
