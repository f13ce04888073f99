"""Every check and probe earns its place: with it switched off, a drift of the catalogue goes unseen."""

import pytest

from tests.catalogue.test_catalogue import run_against
from tests.conftest import Copy

HARNESS = "contract_tests/harness"
# What is switched off (a function returns at once), and the drift that nothing else finds.
EYES = {
    ("success.py", "ask_for_success", "None"): "path.trailing_slash:404",
    ("success.py", "_explain_refusal", "None"): "auth.scheme_changed",
    ("success.py", "_explain_not_there", "None"): "path.moved:404",
    ("probes.py", "probe_credentials", "None"): "auth.not_enforced:absent",
    ("probes.py", "_expect_wrong_refused", "None"): "auth.not_enforced:wrong",
    ("probes.py", "probe_account", "None"): "account.not_isolated",
    ("probes.py", "probe_parameters", "None"): "server.error:success,when=status=queued",
    ("probes.py", "probe_unknown_id", "None"): "status.undocumented:unknown=401",
    ("checks.py", "_check_lifecycle", "Iterator[Description]"): "lifecycle.deprecated:sunset",
    ("body_fields.py", "_check_echo", "Iterator[Description]"): "field.echo",
    ("body_fields.py", "_compare_names", "Iterator[Description]"): "field.renamed:from=from_number",
    ("body_text.py", "_refuse_constant", "Any"): "body.unreadable:nan",
    ("failures.py", "describe_failures", "list[Description]"): "field.type:from=integer",
    ("forms.py", "_common_form", "Form | None"): "field.format:from",
}
NOTHING = {"Iterator[Description]": "yield from ()", "list[Description]": "return []"}


@pytest.mark.catalogue
@pytest.mark.parametrize(("eye", "drift"), EYES.items(), ids=[f"{name}" for _, name, _ in EYES])
def test_without_it_a_drift_is_not_seen_as_what_it_is(copy: Copy, eye: tuple[str, str, str], drift: str) -> None:
    file, name, returns = eye
    path = copy.root / HARNESS / file
    lines = path.read_text().splitlines(keepends=True)
    start = next(index for index, line in enumerate(lines) if line.startswith(f"def {name}("))
    end = next(index for index in range(start, len(lines)) if lines[index].rstrip().endswith(f"-> {returns}:"))
    nothing = NOTHING.get(returns, "return None")
    lines.insert(end + 1, f"    {nothing}\n    return\n" if "yield" in nothing else f"    {nothing}\n")
    path.write_text("".join(lines))
    report, _ = run_against(copy, [f"{drift}@GET /api/v1/Account/{{auth_id}}/Call/{{call_uuid}}/"])
    kind = drift.partition(":")[0]
    assert kind not in {finding["kind"] for finding in report["findings"]}
