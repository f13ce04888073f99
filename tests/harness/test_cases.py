"""The cases that Schemathesis makes of a document."""

from hypothesis.internal.conjecture.providers import HypothesisProvider

from contract_tests.harness.valid_requests.cases import make_schema


def test_no_value_of_a_case_comes_from_the_source_of_this_program() -> None:
    assert make_schema.__module__  # its module is local source, as all that is imported here
    assert len(HypothesisProvider(None)._local_constants) == 0
