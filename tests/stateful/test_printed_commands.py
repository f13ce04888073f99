"""Every command that a run of many drifts prints or writes does, pasted into a shell, what the report says of it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from contract_tests.harness.corrections.settling import say_by_hand
from contract_tests.harness.findings.finding import State
from contract_tests.harness.reporting.read import read_report
from fake_vendor.sandbox import link_environment
from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.printed import in_markdown, on_page, on_terminal, text_of_page
from tests.stateful.desk import ACCOUNT, read_desk
from tests.workflows.jobs import keep_environment
from vendor_spec.overlay.correction import correct

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is what is tried")
CONTACTS, CONTACT = "GET /v1/accounts/{account_id}/contacts", "GET /v1/accounts/{account_id}/contacts/{contact_id}"
NUMBERS, NUMBER = "GET /v1/accounts/{account_id}/numbers", "GET /v1/accounts/{account_id}/numbers/{number_id}"
CALLS, CALL = "GET /v1/accounts/{account_id}/calls", "GET /v1/accounts/{account_id}/calls/{call_id}"
NOTES = "GET /v1/accounts/{account_id}/subaccounts/{subaccount_id}/notes"
NOTE = f"{NOTES}/{{note_id}}"
MANY = (
    f"field.missing:account_id@{CALL}",
    f"field.type:duration=string@{CALL}",
    f"auth.not_enforced@{CALL}",
    f"field.value:status=paused@{CONTACT}",
    f"server.error:unknown@{CONTACT}",
    f"content_type.changed:text/html,of=credentials@{CONTACT}",
    f"parameter.not_validated:limit@{CONTACTS}",
    f"header.missing:X-Request-Id@{CONTACTS}",
    f"account.not_isolated@{CONTACTS}",
    f"parameter.rejected:direction=inbound@{CALLS}",
    f"field.renamed:number/country=country_code@{NUMBER}",
    f"field.undocumented:number/region=EU@{NUMBER}",
    f"body.unreadable:nan@{NOTES}",
    "status.changed:206@GET /v1/usage",
    "redirect.foreign:302@GET /v1/accounts/{account_id}/logo",
    f"path.trailing_slash:404@{NUMBERS}",
    f"lifecycle.deprecated:sunset@{CONTACT}",
    f"field.missing:text@{NOTE}",
    f"field.type:is_pinned=string@{NOTE}",
    f"status.changed:202@{CONTACTS.replace('GET', 'POST')}",
    f"auth.not_enforced@{CONTACT.replace('GET', 'DELETE')}",
)
FEW = ("path.trailing_slash:301", "field.renamed:from=from_number", "auth.not_enforced:absent", "field.undocumented:x")
RUN = ".venv/bin/python -m contract_tests --target live --rate 1000/s"
ACCEPT = re.compile(r"\.venv/bin/python -m contract_tests accept (\S+)( --tolerate .+)?")
NEXT = re.compile(r"now run (?:`(make generate)`, then )?`(make contract-live)`")
# What an accepted correction, or an entry, changes.
DECIDED = ("openapi.overlay.yaml", "contract_tests/known_drift.yaml", "build/accepted.json")


@frozen
class Shell:
    """A shell in a copy of the project, with the variables of the run."""

    root: Path
    variables: Mapping[str, str]

    def paste(self, command: str) -> subprocess.CompletedProcess[str]:
        """Return how a command ends."""
        strange = re.compile(r"VOBIZ_.*|PYTEST_.*|PYTHONPATH|.*_proxy", re.IGNORECASE)
        kept = {name: value for name, value in os.environ.items() if not strange.fullmatch(name)}
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.root,
            env={**kept, **self.variables},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=300,
        )

    def works(self, command: str) -> str:
        """Return what a command prints that has to succeed."""
        outcome = self.paste(command)
        assert outcome.returncode == 0, f"{command}\n{outcome.stdout}{outcome.stderr}"
        return outcome.stdout

    def run(self, command: str) -> tuple[str, dict[str, dict[str, Any]]]:
        """Return what a run prints, and its findings by their ids."""
        outcome = self.paste(command)
        assert outcome.returncode in (0, 1, 2), outcome.stdout + outcome.stderr  # 2 is what make makes of 1
        assert "verdict: " in outcome.stdout, outcome.stdout + outcome.stderr
        report = json.loads((self.root / "reports" / "drift.json").read_text())
        return outcome.stdout, {finding["id"]: finding for finding in report["findings"]}


def prepare(copy: Copy) -> Path:
    """Let the copy have an environment, and nothing that make would install anew."""
    link_environment(copy.root)
    keep_environment(copy)
    return copy.root


def check_requests(shell: Shell, printed: set[str], findings: Mapping[str, dict[str, Any]]) -> None:
    """Each request is printed, and what it gets is what its finding says; it changes nothing that it does not name."""
    assert {command for command in printed if command.startswith(("curl", "printf"))} == {
        finding["request"] for finding in findings.values() if finding["request"]
    }
    for finding in findings.values():
        line, _, remark = finding["request"].partition("  # ")
        if "_OF_RUN" in remark:
            refused = shell.paste(finding["request"])
            assert (refused.returncode > 0, "_OF_RUN" in refused.stderr, refused.stdout) == (True, True, ""), finding
        elif line:
            line = re.sub(r"\*\*\*\d\d", "+442079460077", line)
            written = r"-s --max-time 20 -w '\n%{http_code}\n%{content_type}'"
            body, status, content_type = shell.works(line.replace("curl ", f"curl {written} ", 1)).rsplit("\n", 2)
            head, _, shown = finding["response_excerpt"].partition("\n")
            assert f"{status}, {content_type or 'no content type'}" == head, finding
            if fields := fields_of(shown):  # all of it is shown, and no number in it is an id of the account
                assert fields_of(body) == fields, finding


def fields_of(body: str) -> set[str]:
    try:
        value = json.loads(body)
    except ValueError:
        return set()
    return set(value) if isinstance(value, dict) else set()


def find_decisions(printed: set[str], findings: Mapping[str, dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the commands that correct and those that tolerate, by the finding: as many as there should be."""
    told = [match for command in printed if (match := ACCEPT.fullmatch(command))]
    correcting, tolerating = ({each[1]: each[0] for each in told if bool(each[2]) is is_} for is_ in (False, True))
    assert len(correcting) + len(tolerating) == len(told)
    assert tolerating.keys() == findings.keys()
    assert correcting.keys() == {id_ for id_, each in findings.items() if each["suggestion"].startswith("- ")}
    return correcting, tolerating


def check_each_by_itself(shell: Shell, commands: Iterable[str]) -> None:
    before = {name: (shell.root / name).read_bytes() for name in DECIDED if (shell.root / name).exists()}
    for command in commands:
        assert NEXT.search(shell.works(command))
        for name in DECIDED:
            (shell.root / name).unlink(missing_ok=True)
        for name, content in before.items():
            (shell.root / name).write_bytes(content)


def check_the_rest_is_by_hand(shell: Shell, corrected: set[str]) -> None:
    """Whatever no command corrects says what is done by hand, and where."""
    page = text_of_page((shell.root / "reports" / "drift.html").read_text())
    markdown = (shell.root / "reports" / "drift.md").read_text()
    for finding in read_report(shell.root / "reports" / "drift.json").findings:
        if finding.state is State.NEW and finding.id not in corrected:
            words, subject = say_by_hand(finding)
            assert words in page
            assert subject in page
            assert not finding.is_drift or f"{words}{f' `{subject}`' if subject else ''}" in markdown


@pytest.mark.parametrize(
    ("many", "pages"),
    [
        pytest.param(False, False, id="few"),
        pytest.param(False, True, id="pages", marks=pytest.mark.catalogue),
        pytest.param(True, False, id="many", marks=pytest.mark.catalogue),
    ],
)
def test_every_printed_command_does_what_the_report_says(
    request: pytest.FixtureRequest, *, many: bool, pages: bool
) -> None:
    copy: Copy = request.getfixturevalue("desk" if many else "copy")
    if not pages:
        copy.project.claims.unlink(missing_ok=True)
    document = read_desk() if many else correct(copy.project, copy.project.overlay).content
    settings = {"VOBIZ_AUTH_ID": ACCOUNT} if many else {}
    with FakeVendor(document, MANY if many else FEW, settings=settings) as vendor:
        shell = Shell(prepare(copy), vendor.environment)
        shown, all_findings = shell.run(f"{RUN} --max-requests 600")
        findings = {id_: each for id_, each in all_findings.items() if each["state"] == "new"}
        assert len({each["kind"] for each in findings.values()}) >= (12 if many else 4)
        assert len(findings) >= (20 if many else 4)
        reports = copy.root / "reports"
        printed = {
            *on_terminal(shown),
            *in_markdown((reports / "drift.md").read_text()),
            *on_page((reports / "drift.html").read_text()),
        }
        known = re.compile(rf"{ACCEPT.pattern}|curl .*|printf .*|make (contract-live|lint-spec)", re.DOTALL)
        assert [command for command in printed if not known.fullmatch(command)] == []
        check_requests(shell, printed, all_findings)
        correcting, tolerating = find_decisions(printed, findings)
        check_the_rest_is_by_hand(shell, set(correcting))
        if many:
            check_each_by_itself(shell, [*correcting.values(), *tolerating.values()])
        # One after the other, then what each says is next.
        said = [shell.works(command) for command in correcting.values()]
        said += [shell.works(tolerating[id_]) for id_ in tolerating.keys() - correcting.keys()]
        steps = [step for each in said if (step := NEXT.search(each))]
        assert [bool(step[1]) for step in steps] == [place < len(correcting) for place in range(len(said))]
        shell.works("make generate")
        _, after = shell.run("make contract-live")
        assert findings.keys() & {id_ for id_, each in after.items() if each["state"] == "new"} == set()
        assert any(each["state"] == "known" for each in after.values())
        assert vendor.harmed == []
