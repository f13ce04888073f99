"""What the tools that read a document are started with: no secret, no network, no file but the document and theirs."""

import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.harness.target.mock.server import MockServer
from tests.conftest import ROOT
from tests.documents import document, text
from tests.hostile.baits import SECRET, Bait, beside
from vendor_spec.generate import generation
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project
from vendor_spec.tools import cpu_limit, environment, node_command

SECRETS = {
    "VOBIZ_AUTH_TOKEN": SECRET,
    "GITHUB_TOKEN": SECRET,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "NODE_OPTIONS": "--trace-warnings",
    "PIP_INDEX_URL": f"https://user:{SECRET}@example.com",
    "HTTPS_PROXY": f"http://user:{SECRET}@127.0.0.1:9",
}
SHOW = "process.stdout.write(JSON.stringify(process.env))"


@pytest.fixture
def bait() -> Iterator[Bait]:
    with Bait().serve() as bait:
        yield bait


def node(folder: Path, script: str, **options: str) -> subprocess.CompletedProcess[str]:
    (folder / "tool").mkdir(exist_ok=True)
    program = folder / "tool" / "tool.js"
    program.write_text(script)
    command = node_command(program, folder / "tool")
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


def test_a_tool_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    seen = json.loads(node(tmp_path, SHOW).stdout)
    assert seen.keys() & SECRETS.keys() == set()
    assert SECRET not in json.dumps(seen)


def test_the_generator_sees_no_secret(make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    project = make_project(text(document()))
    template = project.templates / "errors.py.jinja"
    template.write_text(
        '{% set os = cycler.__init__.__globals__["__builtins__"]["__import__"]("os") %}\n# {{ os.environ | list }}\n'
    )
    seen: list[dict[str, str]] = []
    real = subprocess.run

    def note(*arguments: object, **named: object) -> object:
        seen.append(named["env"])  # type: ignore[arg-type]
        return real(*arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(generation.subprocess, "run", note)
    generation.generate(project, build(project))
    shown = (project.client / "errors.py").read_text()
    assert "PATH" in shown
    assert not any(name in shown for name in SECRETS)
    assert len(seen) == 2
    assert SECRET not in repr(seen)


@pytest.mark.parametrize(
    "script",
    [
        "require('fs').readFileSync('{file}')",
        "require('fs').readdirSync('{folder}')",
        "require('fs').promises.readFile('{file}').then(text => console.log(String(text)))",
        "require('fs').writeFileSync('{folder}/tool/written', 'x')",
        "require('child_process').execFileSync('cat', ['{file}'])",
        "new (require('worker_threads').Worker)('require(\"fs\").readFileSync(\"{file}\")', {{eval: true}})",
        "process.dlopen({{exports: {{}}}}, '{file}')",
        "require('{file}')",
        "import('file://{file}')",
    ],
)
def test_a_node_tool_reads_and_writes_nothing_else(tmp_path: Path, script: str) -> None:
    secret = tmp_path / "secret.js"
    secret.write_text(f"console.log('{SECRET}')")
    (tmp_path / "tool").mkdir()
    done = node(tmp_path, script.format(file=secret, folder=tmp_path))
    assert done.returncode != 0
    assert SECRET not in done.stdout + done.stderr.replace(script.format(file=secret, folder=tmp_path), "")
    assert not (tmp_path / "tool" / "written").exists()


@pytest.mark.parametrize(
    "script",
    [
        "fetch('{url}/a').then(answer => answer.text()).then(console.log)",
        "require('http').get('{url}/a', answer => answer.on('data', data => console.log(String(data))))",
        "require('https').get('{url}/a'.replace('http', 'https'))",
        "require('net').connect({port}, '127.0.0.1').end('GET /a HTTP/1.0\\r\\n\\r\\n')",
        "new (require('net').Socket)().connect({port}, '127.0.0.1').end('GET /a HTTP/1.0\\r\\n\\r\\n')",
        "require('tls').connect({port}, '127.0.0.1')",
        "require('http2').connect('{url}').request({{':path': '/a'}})",
        "new WebSocket('{url}/a'.replace('http', 'ws'))",
    ],
)
def test_a_node_tool_connects_to_nothing(tmp_path: Path, bait: Bait, script: str) -> None:
    done = node(tmp_path, script.format(url=bait.url, port=bait.url.rpartition(":")[2]))
    assert "type" not in done.stdout
    assert bait.asked == []


def test_a_tool_that_never_ends_is_ended(tmp_path: Path) -> None:
    (tmp_path / "tool.js").write_text("for (;;) ;")
    command = node_command(tmp_path / "tool.js", tmp_path)
    done = subprocess.run(command, env=environment(), preexec_fn=cpu_limit(1), capture_output=True, timeout=120)
    assert done.returncode < 0


def test_the_mock_sends_no_callback_to_an_address_of_the_document_s_choice(
    make_project: Callable[..., Project], bait: Bait
) -> None:
    hook = {"post": {"responses": {"200": {"description": "x"}}}}
    content = beside(callbacks={"a": {f"{bait.url}/callback": hook}, "b": {"{$request.query.q}": hook}})
    project = make_project(text(content))
    build(project)
    with MockServer(project.corrected, ROOT, project.build / "prism.log") as mock:
        for _ in range(3):
            with urllib.request.urlopen(f"{mock.url}/numbers/1?q={bait.url}/q", timeout=30) as response:
                assert response.status == 200
    assert bait.asked == []
