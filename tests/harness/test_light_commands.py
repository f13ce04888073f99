"""The commands that work on a report load neither pytest nor Schemathesis, which take a second to import."""

import json

from contract_tests.commands import program
from contract_tests.harness.findings.json_form import to_json
from tests.conftest import Copy
from tests.harness.reports_made import make_finding, make_report
from vendor_spec.files import sha256_of

HEAVY = ("pytest", "_pytest", "schemathesis", "hypothesis", "requests")
# One command after the other in one process: its exit status, and which of them is loaded then.
PROGRAM = f"""import io, json, sys
from contextlib import redirect_stdout
from contract_tests.__main__ import main
for arguments in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()):
        status = main(arguments)
    print(json.dumps([arguments, status, [name for name in {HEAVY} if name in sys.modules]]))
"""
# `mock` is one that has more to load when it is not refused.
GIVEN = {
    "page": ((), 0),
    "merge": (("reports", "--into", "merged"), 1),
    "issue": (("--issues", "issues.json"), 0),
    "accept": ((make_finding().id, "--tolerate", "--reason", "asked", "--until", "2199-01-31"), 0),
    "mock": (("--port", "0"), 2),
}


def test_no_command_but_a_run_loads_pytest_or_schemathesis(copy: Copy) -> None:
    assert GIVEN.keys() == program.commands.keys()
    hashes = {
        name: sha256_of((copy.root / file).read_bytes())
        for name, file in (("sha256", "openapi.yaml"), ("overlay_sha256", "openapi.overlay.yaml"))
    }
    document = {**hashes, "operations": [make_finding().operation]}
    (copy.root / "reports").mkdir()
    report = make_report(findings=[make_finding()], document=document)
    (copy.root / "reports" / "drift.json").write_text(json.dumps(to_json(report)))
    (copy.root / "issues.json").write_text("[]")
    expected = [[["--help"], 0, []]]
    expected += [[[name, "--help"], 0, []] for name in GIVEN]
    expected += [[[name, *arguments], status, []] for name, (arguments, status) in GIVEN.items()]
    done = copy.run("-c", PROGRAM, json.dumps([arguments for arguments, _, _ in expected]))
    assert [json.loads(line) for line in done.stdout.splitlines()] == expected, done.stderr
