"""Twenty findings of many kinds on the telephone desk: each one's command, pasted, shows what the finding says."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from fake_vendor import FakeVendor
from tests.conftest import Copy
from tests.stateful.desk import ACCOUNT, read_desk

CONTACTS, CONTACT = "GET /v1/accounts/{account_id}/contacts", "GET /v1/accounts/{account_id}/contacts/{contact_id}"
NUMBERS, NUMBER = "GET /v1/accounts/{account_id}/numbers", "GET /v1/accounts/{account_id}/numbers/{number_id}"
CALLS, CALL = "GET /v1/accounts/{account_id}/calls", "GET /v1/accounts/{account_id}/calls/{call_id}"
NOTES = "GET /v1/accounts/{account_id}/subaccounts/{subaccount_id}/notes"
NOTE = f"{NOTES}/{{note_id}}"
DRIFTS = (
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
)
FEWEST, FEWEST_KINDS = 20, 12


def paste(command: str, environment: Mapping[str, str]) -> tuple[str, str, str]:
    """Return status, content type and body of what a command gets."""
    line = command.replace("curl ", "curl -s --max-time 20 -w '\\n%{http_code}\\n%{content_type}' ", 1)
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    outcome = subprocess.run(
        ["sh", "-c", line], env={**kept, **environment}, capture_output=True, text=True, errors="replace", timeout=30
    )
    assert (outcome.returncode, outcome.stderr) == (0, ""), command
    body, status, content_type = outcome.stdout.rsplit("\n", 2)
    return status, content_type or "no content type", body


def fields_of(body: str) -> set[str]:
    try:
        value = json.loads(body)
    except ValueError:
        return set()
    return set(value) if isinstance(value, dict) else set()


@pytest.mark.catalogue
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is what is tried")
def test_the_commands_of_twenty_findings_show_what_these_say(desk: Copy) -> None:
    with FakeVendor(read_desk(), DRIFTS, settings={"VOBIZ_AUTH_ID": ACCOUNT}) as vendor:
        command = ("-m", "contract_tests", "--target", "live", "--rate", "1000/s", "--max-requests", "600")
        outcome = desk.run(*command, timeout=300, **vendor.environment)
        assert outcome.returncode == 1, outcome.stdout + outcome.stderr
        report: dict[str, Any] = json.loads((desk.root / "reports" / "drift.json").read_text())
        findings = [finding for finding in report["findings"] if finding["request"]]
        assert len(findings) >= FEWEST
        assert len({finding["kind"] for finding in findings}) >= FEWEST_KINDS
        for finding in findings:
            status, content_type, body = paste(finding["request"], vendor.environment)
            head, _, shown = finding["response_excerpt"].partition("\n")
            assert f"{status}, {content_type}" == head, finding
            if len(shown) < 600:  # all of it
                assert fields_of(body) == fields_of(shown), finding
            assert not any(vendor.environment[name] in finding["request"] for name in ("VOBIZ_AUTH_TOKEN",))
