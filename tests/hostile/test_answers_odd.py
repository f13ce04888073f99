"""Whatever an answer is, the probes of a live run end soon and without a fault, and what they saw can be written."""

import time

import pytest

from contract_tests.harness.findings.result import Result
from tests.client.stub_server import Turn
from tests.hostile import odd_answers
from tests.hostile.judged import judge

BOUND_S = 120.0
FEW = {**odd_answers.HTTP, **odd_answers.PACKED, **odd_answers.BODIES}
MANY = {**odd_answers.REDIRECTS, **odd_answers.LABELS, **odd_answers.ELSEWHERE, **odd_answers.LARGE}


def seen(turn: Turn) -> Result:
    began = time.monotonic()
    result, _ = judge(turn)
    assert time.monotonic() - began < BOUND_S
    assert result.faults == []
    assert result.findings or result.skips or result.success_seen
    return result


def observed(turn: Turn, kind: str) -> list[str]:
    return [finding.observed for finding in seen(turn).findings if finding.kind == kind]


@pytest.mark.parametrize("turn", FEW.values(), ids=FEW)
def test_any_answer_is_judged_or_says_nothing(turn: Turn) -> None:
    seen(turn)


@pytest.mark.catalogue
@pytest.mark.parametrize("turn", MANY.values(), ids=MANY)
def test_any_other_answer_is_judged_or_says_nothing(turn: Turn) -> None:
    seen(turn)


def test_a_location_that_is_no_url_is_a_path_that_has_moved() -> None:
    assert observed(odd_answers.body({}, 302, location="http://["), "path.moved") == ["status 302, Location http://["]


@pytest.mark.parametrize("status", [200, 404])
def test_no_charset_takes_hours(status: int) -> None:
    seen(odd_answers.body(b"a-" + b"b" * 3_000_000, status, content_type="text/html; charset=punycode"))


@pytest.mark.parametrize("name", ["480 levels", "900 levels", "100,000 levels", "1,000,000 levels without end"])
def test_a_body_of_too_many_levels_is_one_finding(name: str) -> None:
    too_deep = ["JSON that is nested more than 100 levels deep"]
    assert observed(odd_answers.BODIES[name], "body.unreadable") == too_deep
    assert observed(odd_answers.body(b'{"id": "1", "below": ' + b"[" * 98 + b"]" * 98 + b"}"), "body.unreadable") == []


def test_one_answer_adds_a_hundred_findings_and_a_note() -> None:
    result = seen(odd_answers.BODIES["3,000 unknown fields"])
    assert [finding.kind for finding in result.findings].count("field.undocumented") == 100
    assert any(
        note.startswith("the worst 100 findings of this response are kept, and 2900 left out") for note in result.notes
    )
    worst = seen(odd_answers.body({"size": "1", **{f"f{n}": n for n in range(3000)}}))
    assert {"field.missing", "field.type"} <= {finding.kind for finding in worst.findings}


def test_the_same_finding_at_many_places_is_one() -> None:
    items = [{"name": "a", "state": f"s{number % 7}"} for number in range(300)]
    (found,) = [
        each for each in seen(odd_answers.body({"id": "1", "items": items})).findings if each.kind == "field.value"
    ]
    assert found.count % 300 == 0
    assert len(found.seen) == 7


def test_the_time_for_an_answer_grows_with_it_and_no_more() -> None:
    """Ten times the unknown fields take far less than the hundred times that a quadratic search would."""

    def took(number: int) -> float:
        turn = odd_answers.body({"id": "1", **{f"f{n}": n for n in range(number)}})
        began = time.process_time()
        seen(turn)
        return time.process_time() - began

    took(10)
    assert took(10_000) < 40 * took(1000)
