"""Property-based: every answer of every operation is one that the document allows for that request."""

from typing import Any

from schemathesis import Case

from contract_tests.harness.run.plugin import current_run

run = current_run()


# Schemathesis takes a schema without operations for a mistake; a live run without values has none to ask.
if run.operations:

    @run.schema.parametrize()
    def test_conformance(case: Case[Any]) -> None:
        if not run.is_closed(case.operation.label):
            run.ask(case)
