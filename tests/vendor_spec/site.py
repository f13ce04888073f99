"""A vendor's site of the shape that real ones have: two hosts, a whole document, pages, and what lists them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import define, field

from tests.vendor_spec.doc_server import DocServer
from tests.vendor_spec.pages import SECURITY, answer, block, fields, one_operation
from vendor_spec.project import Project

ROOT = Path(__file__).parents[2]
OPERATIONS = [f"GET /v1/things{number}/{{thing_id}}" for number in range(19)] + ["POST /v1/things/{thing_id}/"]
HANG_UP = "DELETE /v1/calls/{call_id}/"
CONTRADICTING = 3  # the number of the page whose block says otherwise than the document
QUOTE = "> ## Documentation Index\n> Fetch the complete documentation index at: {index}\n\n"
PLANTS = {
    "openapi": "3.1.0",
    "info": {"title": "Plant Store", "version": "1.0.0"},
    "servers": [{"url": "http://sandbox.plants.test"}],
    "paths": {"/plants": {"get": {"responses": {"200": {"description": "Plants"}}}}},
}


def definition(label: str, **more: Any) -> dict[str, Any]:
    """One operation of the site's document."""
    return {
        "summary": f"What {label} does",
        "description": "It gives:\n\n- one thing \n- or none: 12:30:45\n",
        "responses": {"200": answer(fields("id", id="string", size="integer")), "404": {"description": "no"}},
        **more,
    }


def whole_document() -> dict[str, Any]:
    """All operations of the site."""
    paths: dict[str, Any] = {}
    for label in OPERATIONS:
        method, path = label.lower().split(" ")
        paths |= one_operation(method, path, definition(label))["paths"]
    return {
        "openapi": "3.0.3",
        "info": {"title": "A test vendor", "version": "0o14", "description": "One line.\nYes, another.\n"},
        "servers": [{"url": "https://api.test"}],
        "security": [{"AuthID": [], "AuthToken": []}],
        "paths": paths,
        "components": {"securitySchemes": SECURITY},
    }


@define
class Site:
    """`apex` sends whoever asks it to `www`, which has everything."""

    apex: DocServer
    www: DocServer
    document: dict[str, Any] = field(factory=whole_document)
    prose: dict[str, str] = field(factory=dict)

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return [*self.apex.asked, *self.www.asked]

    def forget(self) -> None:
        """Forget what was asked."""
        self.apex.asked.clear()
        self.www.asked.clear()
        self.www.statuses.clear()

    def publish(self) -> None:
        """Put everything where it is asked for."""
        files = {"/openapi.json": json.dumps(self.document), "/docs/api-reference/openapi.json": json.dumps(PLANTS)}
        full = []
        for number, label in enumerate(OPERATIONS):
            text = self.prose.get(label, "It may answer with a 404 error.")
            method, path = label.split(" ")
            own = {"deprecated": True} if number == CONTRADICTING else {}
            made = block(one_operation(method.lower(), path, definition(label, **own)))
            title = f"# Thing {number}\n\n"
            line = f"```http\n{method} https://api.test{path}\n```\n\n"
            files[f"/docs/call/thing-{number}.md"] = f"{QUOTE}{title}> About it\n\n{line}{text}\n{made}\n"
            full.append(self.full_page(f"call/thing-{number}", f"Thing {number}", f"About it\n\n{label}\n\n{text}\n"))
        hang_up = "```http\nDELETE https://api.test/v1/calls/{call_id}/\n```\n\nIt may answer with a 404 error.\n"
        files["/docs/call/hang-up.md"] = f"{QUOTE}# Hang up\n\n> Ends it\n\n{hang_up}"
        full.append(self.full_page("call/hang-up", "Hang up", f"Ends it\n\n{hang_up}"))
        for number in range(78):
            title = f"# <script>alert({number})</script>\n\n"
            text = f"{title}```yaml\na: b\n```\n\nOnly words about `GET /v1/things1` and a 404.\n"
            files[f"/docs/guides/guide-{number}.md"] = f"{QUOTE}{text}"
            full.append(self.full_page(f"guides/guide-{number}", f"Guide {number}", "Only words.\n"))
        names = [name.removesuffix(".md") for name in files if name.endswith(".md")]
        pages = [*names, "/docs/gone"]
        files["/docs/llms-full.txt"] = "\n\n\n".join(full)
        links = "".join(f"- [It]({self.apex.url}{name}): words\n" for name in (*names[:12], *names[18:40]))
        files["/docs/llms.txt"] = (
            f"# Docs\n\n{links}- [OpenAPI]({self.apex.url}/openapi.json)\n- [Source](https://github.test/x)\n"
        )
        files["/docs/sitemap.xml"] = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            + "".join(f"<url><loc>{self.www.url}{name}</loc><lastmod>2026-11-01</lastmod></url>" for name in pages)
            + "</urlset>\n"
        )
        self.www.pages = {name: text.replace("{index}", self.www.url).encode() for name, text in files.items()}
        self.www.pages |= dict.fromkeys(names, b"<!DOCTYPE html><html><body>It</body></html>")
        self.apex.redirects = {name: f"{self.www.url}{name}" for name in self.www.pages}

    def full_page(self, name: str, title: str, text: str) -> str:
        return f"# {title}\nSource: {self.www.url}/docs/{name}\n\n{text}"

    def project(self, root: Path, **more: str) -> Project:
        """A project in `root` that has this site for its vendor."""
        root.mkdir(exist_ok=True)
        (root / "node_modules").symlink_to(ROOT / "node_modules")
        (root / "pyproject.toml").write_text(self.table(**more))
        return Project(root)

    def table(self, **more: str) -> str:
        hosts = [server.url.removeprefix("http://") for server in (self.apex, self.www)]
        table = {"document": f"{self.apex.url}/openapi.json", "prose": f"{self.apex.url}/docs/llms-full.txt", **more}
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
        return f"[tool.vendor-spec]\n{lines}hosts = {json.dumps([*hosts, 'api.test'])}\ntimeout = 4\n"


@contextmanager
def serve_site() -> Iterator[Site]:
    with DocServer().serve() as apex, DocServer().serve() as www:
        site = Site(apex, www)
        site.publish()
        yield site
