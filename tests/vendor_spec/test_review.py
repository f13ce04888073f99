"""An update that outdates a correction says so, and names the correction and the place in the document."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.vendor_spec.pages import answer, fields, one_operation, query
from vendor_spec.overlay.actions import Overlay, read_overlay
from vendor_spec.overlay.review import review_corrections

PATH = "/v1/calls/{call_id}"
OLD = one_operation("get", PATH, {"summary": "Call", "responses": {"200": answer(fields("id", id="string"))}})
WHY = {"description": "d", "x-evidence": "e"}
SLASH = [
    {"target": "$.paths", "update": {f"{PATH}/": {}}, "x-correction": "slash", **WHY},
    {"target": f"$.paths['{PATH}/']", "copy": f"$.paths['{PATH}']", "x-correction": "slash", **WHY},
    {"target": f"$.paths['{PATH}']", "remove": True, "x-correction": "slash", **WHY},
]
ERRORS = [
    {"target": "$.paths.*.*.responses", "update": {"404": {"description": "No"}}, "x-correction": "errors", **WHY},
]


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    path = tmp_path / "overlay.yaml"
    path.write_text(json.dumps({"overlay": "1.1.0", "actions": [*SLASH, *ERRORS]}))
    return read_overlay(path)


def changed(**paths: Any) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    for old, path in ((PATH, paths.get("plain")), (f"{PATH}/", paths.get("slashed"))):
        if path is None:
            new["paths"].pop(old, None)
        else:
            new["paths"][old] = path
    return new


ITEM = OLD["paths"][PATH]


def test_corrections_that_fit_as_before_are_not_spoken_of(overlay: Overlay) -> None:
    new = changed(plain={"get": {**ITEM["get"], "summary": "Another"}})
    assert review_corrections(overlay, OLD, new) == []


def test_a_rename_that_the_vendor_made_is_unneeded(overlay: Overlay) -> None:
    (sentence,) = review_corrections(overlay, OLD, changed(slashed=ITEM))
    assert sentence.startswith("overlay.yaml: the correction slash is unneeded")
    assert f"$.paths['{PATH}/'] is there already" in sentence


def test_both_forms_at_once_collide_and_both_are_named(overlay: Overlay) -> None:
    (sentence,) = review_corrections(overlay, OLD, changed(plain=ITEM, slashed=ITEM))
    assert sentence.startswith("overlay.yaml: the correction slash collides")
    assert f"both $.paths['{PATH}'] and $.paths['{PATH}/']" in sentence


def test_a_correction_whose_place_is_gone_matches_nothing(overlay: Overlay) -> None:
    new = one_operation("get", "/v2/calls", ITEM["get"] | {"parameters": []})
    sentences = review_corrections(overlay, OLD, new)
    assert len(sentences) == 2
    assert all("the correction slash matches nothing: action" in sentence for sentence in sentences)
    assert f"action 3 wants $.paths['{PATH}']" in sentences[1]


def test_an_update_that_the_vendor_made_too_is_unneeded(overlay: Overlay) -> None:
    item = copy.deepcopy(ITEM)
    item["get"]["responses"]["404"] = {"description": "No"}
    (sentence,) = review_corrections(overlay, OLD, changed(plain=item))
    assert "the correction errors is unneeded: the document says the same by itself" in sentence


def test_a_value_of_the_vendors_own_that_ours_overrides_collides(overlay: Overlay) -> None:
    item = copy.deepcopy(ITEM)
    item["get"]["responses"]["404"] = {"description": "The call has ended"}
    (sentence,) = review_corrections(overlay, OLD, changed(plain=item))
    assert "the correction errors collides: action 4 would replace the response 404 of GET " in sentence
    assert "which the document has already and with other content" in sentence


def test_what_was_overridden_before_and_is_the_same_still_does_not_collide() -> None:
    title = {"target": "$.info", "update": {"title": "Ours"}, "x-correction": "title", **WHY}
    new = copy.deepcopy(OLD)
    new["paths"][PATH]["get"]["summary"] = "Another"
    assert review_corrections(Overlay("overlay.yaml", "", (title,)), OLD, new) == []
    new["info"]["title"] = "Another"
    (sentence,) = review_corrections(Overlay("overlay.yaml", "", (title,)), OLD, new)
    assert "the correction title collides: the document now has its own #/info/title, which" in sentence


REROUTED = {
    "target": f"$.paths['{PATH}'].get",
    "update": {"x-request-path": f"{PATH}/"},
    "x-correction": "slash",
    **WHY,
}


def test_a_correction_of_the_request_path_is_unneeded_once_the_vendor_has_that_path() -> None:
    overlay = Overlay("overlay.yaml", "", (REROUTED,))
    (sentence,) = review_corrections(overlay, OLD, changed(slashed=ITEM))
    assert f"the correction slash is unneeded: $.paths['{PATH}/'].get is there already" in sentence
    (sentence,) = review_corrections(overlay, OLD, changed(plain=ITEM, slashed=ITEM))
    assert "the correction slash collides: action 1 gives GET " in sentence
    assert "and no parameter of the query tells the two apart" in sentence
    told_apart = {"get": {**ITEM["get"], "parameters": [*ITEM["get"]["parameters"], query("state", required=True)]}}
    assert review_corrections(overlay, OLD, changed(plain=ITEM, slashed=told_apart)) == []  # both stay


def test_what_may_match_nothing_is_not_spoken_of() -> None:
    overlay = Overlay("overlay.yaml", "", ({**REROUTED, "x-may-match-nothing": True},))
    for new in (changed(slashed=ITEM), one_operation("get", "/v2/calls", ITEM["get"] | {"parameters": []})):
        assert review_corrections(overlay, OLD, new) == []
