"""Nothing that a vendor says rules the terminal or a CI machine, and no option of pytest shows a credential."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.findings.texts.clean import clean
from contract_tests.harness.reporting.clean_text import code
from tests.conftest import Copy, accept_document
from tests.harness.secret_search import assert_shows_none
from tests.harness.telltale_vendor import AUTH_ID, CALL, TOKEN, document

RULING = "x\x1b[31m\x9b31m\x07##[add-mask]a ::add-mask::b ::set-output name=c::d ##vso[task.setvariable]e"
COMMANDS = ("\x1b", "\x9b", "\x07", "\u202e", "##[", "##vso[", "::add-mask::", "::set-output")
LOUD = ("-v", "-s", "-rA", "--tb=long", "--showlocals", "--debug", "--trace-config", "--setup-show", "-olog_cli=true")
CALLERS = {"spaced": "98765 43210", "dashed": "415-555-0123"}


class _Ruling(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = {"id": CALL, "from": AUTH_ID, "caller": RULING, "count": TOKEN, RULING: 1, "\u202e": 2}
        body |= {caller: caller for caller in CALLERS.values()}
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(200)
        for name in ("Deprecation", "X-Row", "Sunset"):
            self.send_header(name, RULING)
        self.send_header("Content-Type", f"application/json; x={RULING}")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Link", f"</calls/{CALLERS['spaced']}>; rel=next, <?from={CALLERS['dashed']}>")
        # What is no header at all is quoted in a traceback that urllib3 logs.
        self._headers_buffer.append(f"{RULING} {TOKEN} {CALLERS['spaced']}\r\n".encode())
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def ruling_vendor() -> Iterator[dict[str, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Ruling)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        credentials = {"VOBIZ_AUTH_ID": AUTH_ID, "VOBIZ_AUTH_TOKEN": TOKEN, "VOBIZ_CALL_UUID": CALL}
        yield {"VOBIZ_BASE_URL": f"http://127.0.0.1:{server.server_port}", **credentials}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_vendors_text_rules_neither_the_terminal_nor_a_ci_machine_and_no_option_shows_a_secret(copy: Copy) -> None:
    content = document()
    content["paths"] = {path: item for path, item in content["paths"].items() if "/keys/" in path}
    (copy.root / "openapi.yaml").write_text(json.dumps(content))
    accept_document(copy.project)
    arguments = ("contract_tests", "--target", "live", "--overlay", "none", "--junitxml=reports/own.xml", *LOUD)
    with ruling_vendor() as environment:
        outcome = copy.run("-m", "pytest", *arguments, **environment)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    files = [file for file in (copy.root / "reports").iterdir() if file.is_file()]
    assert {file.suffix for file in files} == {".json", ".html", ".md", ".xml", ".har"}
    debug = (copy.root / "pytestdebug.log").read_text()
    texts = {file.name: file.read_text() for file in files} | {"stdout": outcome.stdout, "stderr": outcome.stderr}
    assert "lifecycle.deprecated" in texts["stdout"]
    shown = [(name, each) for name, text in {**texts, "debug": debug}.items() for each in COMMANDS if each in text]
    assert shown == []
    assert debug.endswith("it may hold credentials and numbers of the live run [config]\n")
    assert "HeaderParsingError" in texts["stdout"]
    assert_shows_none(copy.root, outcome, {**environment, **CALLERS})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("##[add-mask]x", "# #[add-mask]x"),
        ("a ##vso[task]x", "a # #vso[task]x"),
        ("::add-mask::x", ": :add-mask::x"),
        ("  ::error file=a,line=1::x", "  : :error file=a,line=1::x"),
        ("::ADD-MASK::x", ": :ADD-MASK::x"),
        ("####[x", "### #[x"),
        (":::stop-commands::x", ":: :stop-commands::x"),
        ("\x1b]8;;http://x\x07", "\ufffd]8;;http://x\ufffd"),
        ("a\rb\r\nc\td", "a\ufffdb\nc\td"),
        ("\x85\u2028\u2066\u00ad\U000e0041\ufff9", "\ufffd" * 6),
        ("tests/a.py::test_b and C::d", "tests/a.py::test_b and C::d"),
        ("## [heading] #[x] :: a", "## [heading] #[x] :: a"),
    ],
)
def test_what_rules_a_terminal_or_a_machine_is_shown_as_text(text: str, shown: str) -> None:
    assert clean(text) == clean(shown) == shown
    assert Redactor(Secrets({})).text(text) == Redactor(Secrets({}), frozenset()).cut(text) == shown
    assert not [command for command in COMMANDS if command in code(text)]


@pytest.mark.parametrize("invisible", ["\u200b", "\u00ad", "\u2060"])
def test_a_number_with_something_invisible_in_it_is_recognised_first(invisible: str) -> None:
    number = invisible.join(("98765", "43210"))
    assert Redactor(Secrets({}), frozenset()).text(number) == "***10"
