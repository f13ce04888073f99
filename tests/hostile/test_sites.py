"""Sites that are against whoever updates from them: one sentence, and nothing is written."""

import functools
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.vendor_spec.conftest import bytes_below
from tests.vendor_spec.doc_server import DocServer
from tests.vendor_spec.pages import make_page
from tests.vendor_spec.site import OPERATIONS, PLANTS, Site, serve_site
from vendor_spec.__main__ import main
from vendor_spec.openapi.provenance import read_document
from vendor_spec.project import Project
from vendor_spec.prose.claims import read_claims
from vendor_spec.update.fetching import MAX_BYTES, Fetcher

SITEMAP = '<?xml version="1.0"?>{0}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</urlset>'
SITEMAPS = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{0}</sitemapindex>'
BOMB = "openapi: 3.0.3\nx0: &x0 [x, x]\n" + "".join(f"x{n}: &x{n} [*x{n - 1}, *x{n - 1}]\n" for n in range(1, 40))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing long."""
    fetcher = functools.partial(Fetcher, timeout=httpx.Timeout(3.0), deadline=3.0, pause=0.05)
    monkeypatch.setattr("vendor_spec.update.fetching.Fetcher", fetcher)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as site:
        yield site


@pytest.fixture
def new(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that knows of the site, and has nothing of it yet."""
    project = site.project(tmp_path / "project")
    monkeypatch.chdir(project.root)
    return project


@pytest.fixture
def project(new: Project) -> Project:
    assert main(["update", "--yes"]) == 0
    return new


def sitemap_of(number: int) -> Callable[[DocServer], bytes]:
    return lambda server: SITEMAP.format(
        "", "".join(f"<url><loc>{server.url}/{n}</loc></url>" for n in range(number))
    ).encode()


def chain_of_sitemaps(server: DocServer) -> bytes:
    for number in range(80):
        following = f"<sitemap><loc>{server.url}/map-{number + 1}.xml</loc></sitemap>"
        server.pages[f"/map-{number}.xml"] = SITEMAPS.format(following).encode()
    return server.pages["/map-0.xml"]


def index_of(number: int) -> bytes:
    return "".join(f"- [x](/pages/{n})\n" for n in range(number)).encode()


def full_text_of(number: int) -> bytes:
    return "\n\n".join(f"# {n}\nSource: https://docs.test/{n}\n\nx\n" for n in range(number)).encode()


SOURCES: dict[str, tuple[str, bytes | Callable[[DocServer], bytes], str]] = {
    "ten thousand pages in a sitemap": ("/sitemap.xml", sitemap_of(10_000), "one of 10000 pages, more than the 2000"),
    "ten thousand pages in an index": ("/llms.txt", index_of(10_000), "is one of 10000 pages, more than the 2000"),
    "ten thousand pages in a full text": ("/llms-full.txt", full_text_of(10_000), "holds more than the 2000 pages"),
    "sitemaps without an end": ("/sitemap.xml", chain_of_sitemaps, "leads to more than 30 sitemaps"),
    "entities": ("/sitemap.xml", SITEMAP.format(ENTITIES, "<url><loc>&c;</loc></url>").encode(), "a document type"),
    "broken XML": ("/sitemap.xml", b"<urlset><url></urlset>", "is no XML"),
    "comments that a pattern trips over": ("/x.xml", b"<!---->" * 20_000, "characters beside its code blocks"),
    "a YAML bomb": ("/openapi.yaml", BOMB.encode(), "its anchors multiply"),
    "deep JSON": ("/openapi.json", b'{"openapi": "3.0.3", "x": ' + b"[" * 50_000, "levels deep"),
    "a zip bomb": ("/openapi.gz", gzip.compress(b" " * 10 * MAX_BYTES), f"sends more than {MAX_BYTES} bytes"),
    "a zip that is none": ("/page.gz", b"no gzip", "cannot be unpacked"),
    "a body without an end": ("/endless", b"", f"sends more than {MAX_BYTES} bytes"),
    "a body that comes slowly": ("/trickle", b"", "does not respond in time"),
    "a redirect to another host": ("/away", b"", "redirects to another host, localhost:9"),
    "redirects without an end": ("/around", b"", "redirects more than 5 times"),
    "a placeholder": ("/openapi.json", json.dumps(PLANTS).encode(), "perhaps a placeholder"),
    "a login page for a document": ("/openapi.json", b"<html><body>Log in</body></html>", "is an HTML page"),
    "a source that is no address": ("/llms-full.txt", b"# A\nSource: http://[x\n\nGET /v1/x\n", "is no address"),
}  # fmt: skip


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(("path", "content", "sentence"), SOURCES.values(), ids=SOURCES)
def test_a_hostile_source_is_one_sentence_and_nothing_is_written(
    site: Site,
    new: Project,
    capsys: pytest.CaptureFixture[str],
    path: str,
    content: bytes | Callable[[DocServer], bytes],
    sentence: str,
) -> None:
    site.www.redirects |= {"/away": "http://localhost:9/", "/around": "/around"}
    site.www.pages[path] = content(site.www) if callable(content) else content
    before = bytes_below(new)
    capsys.readouterr()
    assert main(["update", "--yes", f"{site.www.url}{path}?token=secret"]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert "secret" not in error
    assert bytes_below(new) == before
    assert len(site.www.asked) < 200


def test_prose_without_an_end_leaves_all_claims_as_they_were(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_below(project)
    site.apex.redirects["/docs/llms-full.txt"] = f"{site.www.url}/endless"
    capsys.readouterr()
    assert main(["update", "--yes"]) == 0
    assert f"stays as it is: {site.apex.url}/docs/llms-full.txt sends more than" in capsys.readouterr().out
    assert bytes_below(project) == before


def test_a_page_that_claims_the_operation_of_another_is_named_and_neither_is_read(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {claims.operation: claims for claims in read_claims(project)}
    site.prose[OPERATIONS[1]] = (
        f"It may answer with a 402 error.\n\n\n# Evil\nSource: https://x.test/e\n\n{OPERATIONS[2]}\n\nA 409."
    )
    site.publish()
    capsys.readouterr()
    assert main(["update", "--yes"]) == 0
    output = capsys.readouterr().out
    names = f"https://x.test/e and {site.www.url}/docs/call/thing-2"
    assert f"{names} both say that they document {OPERATIONS[2]}; one of them is wrong" in output
    after = {claims.operation: claims for claims in read_claims(project)}
    assert [label for label in known if after[label] != known[label]] == [OPERATIONS[1]]


def test_a_page_headed_by_another_operation_is_refused_where_it_makes_the_document(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    site.www.pages["/evil.md"] = make_page().replace("````yaml GET /v1/things/", "````yaml GET /v1/others/").encode()
    before = bytes_below(project)
    capsys.readouterr()
    assert main(["update", "--yes", f"{site.www.url}/evil.md"]) == 2
    assert "is headed GET /v1/others/{thing_id} but documents GET /v1/things/{thing_id}" in capsys.readouterr().err
    assert bytes_below(project) == before


@pytest.mark.usefixtures("project", "hasty")
def test_a_page_that_never_answers_and_a_placeholder_in_an_index_are_named(
    site: Site, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    links = ["/docs/call/thing-1", "/docs/call/thing-2", "/docs/api-reference/openapi.json", "/openapi.json"]
    site.www.pages["/docs/llms.txt"] = "".join(f"- [x]({site.apex.url}{link})\n" for link in links).encode()
    site.www.hung.add("/docs/call/thing-1.md")
    before = read_claims(project)
    capsys.readouterr()
    assert main(["update", "--yes", f"{site.www.url}/docs/llms.txt"]) == 0
    output = capsys.readouterr().out
    assert f"{site.apex.url}/docs/call/thing-1.md does not respond in time" in output
    assert f"{site.apex.url}/docs/api-reference/openapi.json is not the vendor's document" in output
    assert len(read_document(project).operations) == 20
    assert [claims for claims in read_claims(project) if claims in before] == [
        claims for claims in before if claims.operation != OPERATIONS[2]
    ]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("[tool.vendor-spec", "pyproject.toml is not usable TOML"),
        ("[tool.vendor-spec]\nhosts = 'x'", "[tool.vendor-spec] cannot be used"),
        ("[tool.vendor-spec]\nhost = ['x']", "[tool.vendor-spec] cannot be used"),
        ("[tool.vendor-spec]\nhosts = ['https://x']", "'https://x' among its hosts"),
        ("[tool.vendor-spec]\ntimeout = 0", "has a timeout of 0 seconds"),
        ("[tool.vendor-spec]\ndocument = 'http://x.test/a'", "is not https"),
        ("[tool.other]", "has no document in [tool.vendor-spec]"),
    ],
)
def test_a_table_that_is_none_is_one_sentence(
    new: Project, capsys: pytest.CaptureFixture[str], table: str, sentence: str
) -> None:
    new.pyproject.write_text(table)
    assert main(["update", "--yes"]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
