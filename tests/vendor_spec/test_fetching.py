"""Pages from a server: politely, within limits, and only what has changed."""

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.vendor_spec.conftest import bytes_below
from tests.vendor_spec.doc_server import DocServer
from tests.vendor_spec.pages import GUIDE, answer, block, fields, one_operation
from vendor_spec.__main__ import main
from vendor_spec.openapi.provenance import read_document, read_sources
from vendor_spec.project import Project
from vendor_spec.prose.claims import read_claims
from vendor_spec.update.earlier_pages import PageCache
from vendor_spec.update.fetching import AT_ONCE, MAX_BYTES, Fetcher

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def docs() -> Iterator[DocServer]:
    """A server of 100 pages of operations, a guide, and their index."""
    pages = {f"/calls/{number}.md": make_page(number).encode() for number in range(100)}
    pages["/guide.md"] = GUIDE.encode()
    links = "".join(f"- [Page](http://HOST{path})\n" for path in pages)
    with DocServer(pages).serve() as server:
        index = links.replace("http://HOST", server.url) + "- [Else](https://else.test/x.md)\n- [Image](/x.png)\n"
        server.pages["/llms.txt"] = index.encode()
        yield server


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def make_page(number: int) -> str:
    path = f"/v1/things{number}/{{thing_id}}/"
    document = one_operation(
        "get",
        path,
        {"responses": {"200": answer({"$ref": "#/components/schemas/Thing"}), "404": {"description": "No"}}},
        schemas={"Thing": fields("id", id="string")},
    )
    return f"# Thing {number}\n\n```http\nGET https://api.test{path}\n```\n\nUnknown ones give a 404 error.\n" + block(
        document
    )


def test_a_hundred_pages_merge_in_seconds_and_only_those_that_changed_are_sent_again(
    docs: DocServer, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.process_time()
    assert main(["update", "--yes", f"{docs.url}/llms.txt?token=secret"]) == 0
    assert time.process_time() - begun < 8
    output = capsys.readouterr()
    assert "100 operations, 100 pages read, written" in output.out
    assert "1 of 101 pages document no operation" in output.out
    assert "1 link to other hosts" in output.out
    assert output.err == ""
    assert docs.statuses == {200: 102}
    assert docs.most_open <= AT_ONCE
    assert all("vobiz-client" in agent for agent in docs.agents)
    assert len(read_document(project).operations) == len(read_claims(project)) == 100
    assert read_sources(project) == (f"{docs.url}/llms.txt",)
    before = bytes_below(project)
    docs.statuses.clear()
    assert main(["update", f"{docs.url}/llms.txt?token=secret"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert docs.statuses == {304: 102}
    assert bytes_below(project) == before
    docs.statuses.clear()
    docs.pages["/calls/7.md"] = make_page(7).replace("404 error", "404 or a 409 error").encode()
    assert main(["update", "--yes", f"{docs.url}/llms.txt?token=secret"]) == 0
    assert docs.statuses == {304: 101, 200: 1}
    changed = next(claims for claims in read_claims(project) if claims.page.endswith("/7.md"))
    assert [claim.status for claim in changed.statuses] == [404, 409]


def test_a_broken_cache_only_costs_time(docs: DocServer, project: Project) -> None:
    url = f"{docs.url}/calls/1.md"
    assert main(["update", "--yes", url]) == 0
    for path in project.page_cache.iterdir():
        path.write_bytes(path.read_bytes()[:-5] + b"EVIL\n")
    docs.statuses.clear()
    assert main(["update", url]) == 0
    assert docs.statuses == {200: 1}


@pytest.mark.parametrize(
    ("path", "content", "sentence"),
    [
        ("/nothing.md", None, "responds with status 404"),
        ("/away", None, "redirects to another host, localhost:9"),
        ("/around", None, "redirects more than 5 times"),
        ("/slow", None, "does not respond in time"),
        ("/trickle", None, "does not respond in time"),
        ("/big.md", b"x" * (MAX_BYTES + 1), "sends more than"),
        ("/login.md", b"<html><body>Please log in</body></html>", "is an HTML page"),
        ("/latin.md", "# café".encode("latin-1"), "is not UTF-8"),
        ("/llms.txt", b"# Nothing\n", "links to no page of its own"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_a_server_that_misbehaves_is_one_sentence_and_changes_nothing(
    project: Project,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    content: bytes | None,
    sentence: str,
) -> None:
    hasty = functools.partial(Fetcher, timeout=httpx.Timeout(0.4), deadline=0.8, pause=0.05)
    monkeypatch.setattr("vendor_spec.update.fetching.Fetcher", hasty)
    with DocServer({"/page.md": make_page(1).encode()} | ({path: content} if content else {})).serve() as server:
        before = bytes_below(project)
        assert main(["update", "--yes", f"{server.url}{path}?token=secret"]) == 2
        error = capsys.readouterr().err
        assert sentence in error
        assert error.count("\n") == 1
        assert bytes_below(project) == before


def test_a_redirect_on_the_same_host_is_followed(project: Project) -> None:
    with DocServer({"/page.md": make_page(1).encode()}).serve() as server:
        content = Fetcher(PageCache(project.page_cache)).fetch([f"{server.url}/moved"])
    assert [page.content for page in content.values()] == [make_page(1).encode()]
    assert [page.at for page in content.values()] == [f"{server.url}/page.md"]


def test_a_page_that_cannot_be_had_is_named_and_leaves_its_operation_as_it_is(
    docs: DocServer, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--yes", f"{docs.url}/llms.txt"]) == 0
    before = {claims.page: claims for claims in read_claims(project)}
    del docs.pages["/calls/1.md"]
    docs.pages["/calls/2.md"] = make_page(2).replace("404 error", "409 error").encode()
    capsys.readouterr()
    assert main(["update", "--yes", f"{docs.url}/llms.txt"]) == 0
    output = capsys.readouterr().out
    assert output.count("note: ") == 3
    assert f"note: what is known of a page stays as it is: {docs.url}/calls/1.md responds with status 404" in output
    after = {claims.page: claims for claims in read_claims(project)}
    assert [page for page in before if before[page] != after.get(page)] == [f"{docs.url}/calls/2.md"]
    assert len(read_document(project).operations) == 100


def test_a_server_that_is_not_there_is_one_sentence(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    with DocServer().serve() as server:
        url = server.url
    assert main(["update", f"{url}/page.md"]) == 2
    assert f"{url}/page.md cannot be fetched" in capsys.readouterr().err


def test_ctrl_c_in_the_middle_changes_nothing(docs: DocServer, project: Project) -> None:
    docs.delay = 0.1
    before = bytes_below(project)
    process = subprocess.Popen(
        [sys.executable, "-m", "vendor_spec", "update", "--yes", f"{docs.url}/llms.txt"],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while docs.statuses[200] < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=20)
    assert process.returncode == 130
    assert (
        error.rstrip().splitlines()[-1] == "vendor_spec: interrupted; every file is the old one or the new one, whole"
    )
    assert "Traceback" not in error
    assert bytes_below(project) == before
