"""The budget turns with the nights: what it leaves out in one comes first in the next."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.probes.order import ORDER, Probe, Rotation, Round
from contract_tests.harness.run.rotation import make_night, read_previous
from contract_tests.harness.run.settings import Settings
from contract_tests.harness.target.policy import VALID_REQUEST
from contract_tests.harness.target.target import Kind
from tests.conftest import Copy
from tests.harness.reports_made import make_report
from tests.harness.twelve_operations import make_twelve, run_night, serve

LABELS = ("GET /a", "GET /b", "GET /c")
PROBES = [Probe(label, name) for label in LABELS for name in (VALID_REQUEST, "generated_client", "conformance_fuzzing")]
DAY = date(2026, 11, 26)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_after_the_announced_nights_every_probe_has_had_its_turn(data: st.DataObject) -> None:
    labels = [f"GET /{number}" for number in range(data.draw(st.integers(1, 6)))]
    names = data.draw(st.lists(st.sampled_from(ORDER[1:]), unique=True, max_size=8))
    probes = [Probe(label, name) for name in (VALID_REQUEST, *names) for label in labels]
    costs = {probe: 1 if probe.name == VALID_REQUEST else data.draw(st.integers(0, 12)) for probe in probes}
    budget, turn = data.draw(st.integers(14 + len(labels), 60)), data.draw(st.integers(0, 200))
    answered: set[Probe] = set()
    for _ in range(Round(Rotation(labels, turn, (), budget), costs).nights(probes)):
        tonight, spent, left = Rotation(labels, turn, (), budget), 0, []
        for probe in tonight.arrange(probes):
            spent += costs[probe]
            left += [probe] if spent > budget else []
        answered |= set(probes) - set(left)
        turn = tonight.next_turn(probes, left)
    assert answered == set(probes)


def test_a_budget_that_is_too_small_for_a_probe_does_not_stop_the_round() -> None:
    costs = {probe: 50 if probe.name == "conformance_fuzzing" else 1 for probe in PROBES}
    assert Round(Rotation(LABELS, 0, (), 5), costs).nights(PROBES) < 20
    assert Round(Rotation(LABELS, 0, (), 1), costs).nights(PROBES) < 50


def test_what_is_open_comes_first_and_no_probe_before_its_valid_request() -> None:
    first = Probe("GET /c", "conformance_fuzzing")
    arranged = Rotation(LABELS, 200, {first}, 2).arrange(PROBES)
    assert arranged[:2] == [Probe("GET /c", VALID_REQUEST), first]
    for label in LABELS:
        assert next(probe for probe in arranged if probe.label == label).name == VALID_REQUEST


def test_trouble_is_asked_again_where_the_budget_would_be_passed_over() -> None:
    rotation, first = Rotation(LABELS, 0, (), 5), Probe("GET /a", VALID_REQUEST)
    assert rotation.next_turn(PROBES, [first]) > 0
    assert rotation.next_turn(PROBES, [], [first]) == 0


def test_the_turn_is_the_one_asked_for_or_that_of_the_earlier_report_or_of_the_day() -> None:
    live = Settings(Kind.LIVE, max_requests=5)
    previous = make_report(next_turn=7)
    costs = dict.fromkeys(PROBES, 3)

    def turn_of(settings: Settings, *, with_report: bool = False, day: date = DAY) -> int:
        report = previous if with_report else None
        return make_night(settings, LABELS, PROBES, costs, [], report, day).rotation.turn

    assert turn_of(evolve(live, turn=4), with_report=True) == 4
    assert turn_of(live, with_report=True) == 7
    assert turn_of(live) == turn_of(live)
    assert len({turn_of(live, day=date(2026, 11, day)) for day in range(1, 15)}) > 3
    assert turn_of(evolve(live, max_requests=1000)) == 0  # all of it is sent every night


def test_a_tolerated_finding_is_asked_for_every_night() -> None:
    entry = Entry("field.missing-0123456789", "why", DAY, "GET /b", "conformance_fuzzing")
    night = make_night(Settings(Kind.LIVE, max_requests=4, turn=1), LABELS, PROBES, {}, [entry], None, DAY)
    assert night.probes[1] == Probe("GET /b", "conformance_fuzzing")


def test_an_earlier_report_of_no_use_is_a_note_and_a_missing_one_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "drift.json"
    broken.write_text("{")
    report, notes = read_previous(broken, "https://api.example.com")
    assert report is None
    assert "the earlier report is of no use" in notes[0]
    with pytest.raises(UsageFault, match="is no file"):
        read_previous(tmp_path / "missing.json", "https://api.example.com")


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return make_twelve(tmp_path_factory.mktemp("twelve") / "project")


def never_answered(report: dict[str, object]) -> set[tuple[str, str]]:
    operations: list[dict[str, object]] = report["operations"]  # type: ignore[assignment]
    return {
        (str(operation["operation"]), question["question"])
        for operation in operations
        for question in operation["questions"]  # type: ignore[attr-defined]
        if not question["last_answered_at"]
    }


@pytest.mark.catalogue
def test_a_budget_of_sixty_answers_every_probe_of_twelve_operations_in_the_announced_nights(twelve: Copy) -> None:
    arguments: tuple[str, ...] = ("--max-requests", "60")
    shutil.rmtree(twelve.root / "reports", ignore_errors=True)
    with serve(twelve) as vendor:
        report, last = run_night(twelve, vendor, *arguments)
        announced = report["coverage"]["nights"]
        for _ in range(1, announced):
            shutil.copy(twelve.root / "reports" / "drift.json", twelve.root / "previous.json")
            before, left = len(vendor.requests), report["coverage"]["left_out"]["budget"]
            report, last = run_night(twelve, vendor, *arguments, "--previous", "previous.json")
            assert len(vendor.requests) - before <= 60
            coverage = report["coverage"]
            assert report["verdict"] == "conforms"
            assert coverage["probes"] == coverage["answered"] + coverage["left_out"]["budget"]
            assert f"coverage: {coverage['answered']} of {coverage['probes']} probes" in last[-1]
            if not never_answered(report):
                break
        assert never_answered(report) == set()
        assert left > 0


@pytest.mark.catalogue
def test_seed_and_turn_repeat_a_night(twelve: Copy) -> None:
    sent = []
    with serve(twelve) as vendor:
        for turn in ("131", "131", "5"):
            before = len(vendor.requests)
            run_night(twelve, vendor, "--max-requests", "40", "--seed", "3", "--turn", turn)
            sent.append([(entry.path, entry.query) for entry in vendor.requests[before:]])
    assert sent[0] == sent[1] != sent[2]
