"""What people read decides nothing: the id of a finding, a verdict or a suggestion outlives a reworded sentence."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy, copy_project
from tests.harness.live_runs import shipped
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml

DRIFTS = (
    *("auth.not_enforced", "status.undocumented:account=451", "status.undocumented:unknown=401", "server.error:odd"),
    *("parameter.rejected:status=queued", "parameter.not_validated:status", "parameter.not_required:status"),
    *("field.renamed:call_status=callStatus", "field.missing:to,every=3", "field.type:from=integer"),
    *("field.format:api_id=undashed", "field.value:direction=sideways", "field.echo:call_uuid=other"),
    *("field.undocumented:queue_position=3", "lifecycle.deprecated:sunset"),
)
RUNS = {
    "live": ("--target", "live", "--rate", "1000/s"),
    "mock": ("--overlay", "none"),
}
# Kind, place, the id of before there were keys, and the id: never to be changed, since known_drift.yaml holds them.
RECORDED = (
    ("auth.not_enforced", "auth", "348dd8e796", "d3b5409efb"),
    ("auth.not_enforced", "auth", "9357c61f80", "653f6767f3"),
    ("auth.not_enforced", "auth.X-Auth-ID", "2f8438e813", "68d81ff399"),
    ("auth.not_enforced", "auth.X-Auth-ID", "394028ec29", "35bdb29ac4"),
    ("auth.not_enforced", "auth.X-Auth-Token", "65f4bcd84c", "ce65773970"),
    ("auth.not_enforced", "auth.X-Auth-Token", "9a91d5f3cf", "9a14005096"),
    ("field.echo", "response.200.body#/call_uuid", "5da3bbfda4", "5ad2418f70"),
    ("field.format", "response.200.body#/api_id", "1fe8000a78", "cd74eba716"),
    ("field.missing", "response.200.body#/to", "5f6b05d5e5", "f6606f0948"),
    ("field.renamed", "response.200.body#/call_status", "42faeec40b", "1c3992f3c7"),
    ("field.type", "response.200.body#/from", "4c28e53949", "4fa78370b3"),
    ("field.undocumented", "response.200.body#/queue_position", "7b620728ba", "63ce233b37"),
    ("field.value", "response.200.body#/direction", "0062c258f5", "c43503c11d"),
    ("lifecycle.deprecated", "response.headers", "f98844c1ba", "4fc041cca9"),
    ("parameter.not_required", "query.status", "9044cf87ed", "fd4acc0f7c"),
    ("parameter.not_validated", "query.status", "8c811b9ad1", "fcdeda96ed"),
    ("parameter.rejected", "query.status", "9b09a54b2f", "1308c14b7e"),
    ("parameter.rejected", "request", "4cd2c4bbc2", "764a0c685a"),
    ("prose.path", "path.trailing_slash", "dc1429c759", "7621a32139"),
    ("prose.status", "response.404", "d10a876a4e", "9d518f178c"),
    ("prose.value", "query.status", "5ec617a1dd", "c69bf78574"),
    ("prose.value", "response.200.body#/direction", "4162c1a852", "adf69afd46"),
    ("server.error", "response.5XX", "c6e138026d", "b45423ae41"),
    ("status.undocumented", "response.401", "1b687cc47e", "7bc4810be8"),
    ("status.undocumented", "response.451", "8a8962786f", "1b4c163a60"),
)
# Where a text for people is put into a record.
TEXTS = {
    "findings/finding.py": ("expected: str", "observed: str"),
    "findings/evidence.py": ("what: str",),
    "findings/result.py": ("detail: str",),
    "checks/observation.py": ("expected: str", "observed: str"),
    "corrections/results.py": ("reason: str",),
}
LEFT = "server.error"  # the kind of the one finding that nobody tolerates
X = '__import__("attrs").field(converter=lambda _: "x")'


def run(copy: Copy, name: str) -> dict[str, Any]:
    """The report of a run, and in it how the command ended."""
    with FakeVendor(shipped(copy).content, list(DRIFTS)) as vendor:
        outcome = copy.run("-m", "contract_tests", *RUNS[name], **(vendor.environment if name == "live" else {}))
    assert "Traceback" not in outcome.stdout + outcome.stderr
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return {**report, "ended": outcome.returncode}


def tolerate(copy: Copy, name: str, *, by_former_id: bool) -> None:
    """Tolerate all drift of the live run but LEFT, and nothing on the mock."""
    entries = [
        {"id": f"{kind}-{former if by_former_id else id_}", "reason": "asked", "until": "2099-01-31"}
        for kind, _, former, id_ in RECORDED
        if kind != LEFT and name == "live"
    ]
    (copy.root / "contract_tests" / "known_drift.yaml").write_text(dump_yaml(entries))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """Return what a run says where no text is changed; what it tolerates is named by former ids."""
    project = copy_project(tmp_path_factory.mktemp("untouched") / "project")

    @cache
    def run_untouched(name: str) -> dict[str, Any]:
        tolerate(project, name, by_former_id=True)
        return run(project, name)

    return run_untouched


def test_the_ids_of_a_run_with_many_drifts_are_those_that_were_recorded(
    untouched: Callable[[str], dict[str, Any]],
) -> None:
    ids = [
        (finding["kind"], finding["location"], *(finding[name].rpartition("-")[2] for name in ("former_id", "id")))
        for finding in untouched("live")["findings"]
    ]
    assert sorted(ids) == sorted(RECORDED)


@pytest.mark.catalogue
def test_an_entry_by_a_former_id_still_holds(untouched: Callable[[str], dict[str, Any]]) -> None:
    report = untouched("live")
    new = {finding["kind"] for finding in report["findings"] if finding["state"] == "new"}
    assert (new, report["verdict"], report["ended"], report["stale"]) == ({LEFT}, "drift", 1, [])
    assert sum(finding["state"] == "known" for finding in report["findings"]) > len(RECORDED) / 2


@pytest.mark.catalogue
@pytest.mark.parametrize("name", RUNS)
def test_no_text_for_people_decides_anything(copy: Copy, untouched: Callable[[str], dict[str, Any]], name: str) -> None:
    tolerate(copy, name, by_former_id=False)  # the former id is made of a sentence
    for file, fields in TEXTS.items():
        for declared in fields:
            copy.edit(f"contract_tests/harness/{file}", f"    {declared}\n", f"    {declared} = {X}\n")
    report = run(copy, name)
    assert report["findings"]
    assert {finding[text] for finding in report["findings"] for text in ("expected", "observed")} == {"x"}
    assert list(decisions(report)) == list(decisions(untouched(name)))


def decisions(report: dict[str, Any]) -> Iterator[Any]:
    yield from (report[name] for name in ("verdict", "ended", "stale", "requests"))
    yield from ((item["id"], item["state"], actions_of(item["suggestion"])) for item in report["findings"])
    yield from ((item["id"], item["status"]) for item in report["corrections"])
    for item in report["operations"]:
        yield item["verdict"], item["code"], [(of["question"], of["outcome"], of["code"]) for of in item["questions"]]


def actions_of(suggestion: str) -> Any:
    """The actions of a suggestion without their evidence, which quotes what was expected and observed."""
    actions = load_yaml(suggestion.encode(), "suggestion")
    return [{**item, "x-evidence": ""} for item in actions] if actions else suggestion
