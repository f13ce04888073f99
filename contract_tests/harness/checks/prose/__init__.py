"""Prose against document: what the docs page of an operation says and its document does not, found with no network."""

from contract_tests.harness.checks.prose.comparison import compare_prose
from contract_tests.harness.checks.prose.findings import find_prose_findings

__all__ = ["compare_prose", "find_prose_findings"]
