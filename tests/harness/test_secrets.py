"""No secret, number or name of a caller is in anything that a run leaves, whatever the vendor or we do wrong."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

import pytest

from contract_tests.harness.findings.secrets import Secrets
from tests.conftest import Copy, accept_document
from tests.harness.secret_search import assert_shows_none, find_secrets
from tests.harness.telltale_vendor import AUTH_ID, OPERATIONS, PRIVATE, TOKEN, document, telltale_vendor

SECRETS = ("t0ken/with+signs~and\u00e9", "user:pass\"word<>&'", "MA_55ZM6L")
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "base64 0": lambda text: b64encode(text.encode()).decode(),
    "base64 1": lambda text: b64encode(f"x{text}y".encode()).decode(),
    "base64 2": lambda text: b64encode(f"xx{text}yy".encode()).decode(),
    "base64 url": lambda text: urlsafe_b64encode(f"id:{text}".encode()).decode(),
    "base64 quoted": lambda text: quote(b64encode(f"xy{text}~~~".encode()).decode(), safe=""),
    "url": lambda text: quote(text, safe=""),
    "url lower": lambda text: quote(text, safe="").lower(),
    "url plus": quote_plus,
    "url twice": lambda text: quote(quote(text, safe=""), safe=""),
    "json": lambda text: json.dumps(text).replace("/", "\\/"),
    "json twice": lambda text: json.dumps(json.dumps(text)),
    "html": html.escape,
}


@pytest.fixture
def vendor() -> Iterator[dict[str, str]]:
    with telltale_vendor() as environment:
        yield environment


@pytest.fixture
def telltale(copy: Copy) -> Copy:
    (copy.root / "openapi.yaml").write_text(json.dumps(document()))
    copy.project.claims.unlink()
    accept_document(copy.project)
    return copy


@pytest.mark.parametrize("form", FORMS)
def test_the_search_finds_a_planted_secret_and_the_redaction_leaves_none(form: str) -> None:
    for secret in SECRETS:
        planted = f"before {FORMS[form](secret)} after"
        assert find_secrets({"a": planted, "b": "nothing"}, [secret]) == [("a", secret.lower())]
        assert find_secrets({"a": Secrets({secret: "$NAME"}).mask(planted)}, [secret]) == []


def test_a_vendor_that_gives_everything_away_is_reported_without_it(telltale: Copy, vendor: dict[str, str]) -> None:
    arguments = ("--target", "live", "--overlay", "none", "--max-requests", "2000")
    outcome = telltale.run("-m", "contract_tests", *arguments, **vendor)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    report = json.loads((telltale.root / "reports" / "drift.json").read_text())
    # Each way was taken, or there would have been nothing to hide.
    drifted = {finding["operation"].split("/")[3] for finding in report["findings"]}
    assert drifted == set(OPERATIONS)
    entries = json.loads((telltale.root / "reports" / "drift.har").read_text())["log"]["entries"]
    assert {entry["comment"] for entry in entries} <= {finding["id"] for finding in report["findings"]}
    assert len(entries) > len(OPERATIONS)
    assert_shows_none(telltale.root, outcome, {**vendor, **PRIVATE})


@pytest.mark.catalogue
def test_a_fault_of_ours_shows_no_secret_in_its_traceback(telltale: Copy, vendor: dict[str, str]) -> None:
    sent = "super().send(request, **{**kwargs"
    telltale.edit("contract_tests/harness/target/transport.py", sent, f"self.fail(request) or {sent}")
    fault = 'def fail(self, request: Any) -> None:\n        raise RuntimeError(f"{request.url} {request.headers}")'
    telltale.edit("contract_tests/harness/target/transport.py", "def take_turn", f"{fault}\n\n    def take_turn")
    arguments = ("--target", "live", "--overlay", "none", "-x", "-l", "--tb=long", "-p", "no:cacheprovider")
    outcome = telltale.run("-m", "pytest", "contract_tests/test_probes.py", *arguments, **vendor)
    assert outcome.returncode == 4, outcome.stdout + outcome.stderr
    assert "RuntimeError" in outcome.stdout
    assert "$VOBIZ_AUTH_TOKEN" in outcome.stdout
    assert_shows_none(telltale.root, outcome, {**vendor, **PRIVATE})


def test_the_search_looks_into_every_file_and_the_terminal(copy: Copy) -> None:
    outcome = copy.run("-c", f"import sys; sys.stderr.write({TOKEN!r})")
    with pytest.raises(AssertionError, match="stderr"):
        assert_shows_none(copy.root, outcome, {"a": TOKEN})
    (copy.root / "reports" / "deep").mkdir(parents=True)
    (copy.root / "reports" / "deep" / "x.har").write_text(b64encode(f"a{AUTH_ID}".encode()).decode())
    with pytest.raises(AssertionError, match=r"x\.har"):
        assert_shows_none(copy.root, copy.run("-c", "pass"), {"a": AUTH_ID})
