"""Corrections apply in order, say why, and never miss their target in silence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.documents import document, text, with_operation
from vendor_spec.errors import SpecError
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.actions import Correction, apply, parse_overlay, read_overlay
from vendor_spec.overlay.correction import build, correct
from vendor_spec.project import Project

PATH = "/numbers/{number_id}"


def action(target: str, correction: str = "c1", **verb: Any) -> dict[str, Any]:
    return {"target": target, "description": "why", "x-correction": correction, "x-evidence": "page", **verb}


def overlay(*actions: dict[str, Any], version: str = "1.1.0") -> str:
    return json.dumps({"overlay": version, "info": {"title": "x", "version": "1"}, "actions": list(actions)})


def read(tmp_path: Path, content: str) -> Any:
    file = tmp_path / "openapi.overlay.yaml"
    file.write_text(content)
    return read_overlay(file)


def test_a_path_is_renamed_and_the_correction_knows_its_operation(tmp_path: Path) -> None:
    renaming = overlay(
        action("$.paths", update={f"{PATH}/": {}}),
        action(f"$.paths['{PATH}/']", copy=f"$.paths['{PATH}']"),
        action(f"$.paths['{PATH}']", remove=True),
    )
    content, corrections = apply(read(tmp_path, renaming), document())
    assert list(content["paths"]) == [f"{PATH}/"]
    assert content["paths"][f"{PATH}/"] == document()["paths"][PATH]
    assert [(c.id, c.operations) for c in corrections] == [("c1", (f"GET {PATH}/",))]


def test_one_action_reaches_every_operation(tmp_path: Path) -> None:
    errors = overlay(action("$.paths.*.*.responses", update={"404": {"description": "Not found"}}))
    content, corrections = apply(read(tmp_path, errors), with_operation("/calls", "post"))
    assert corrections[0].operations == (f"GET {PATH}", "POST /calls")
    for item in content["paths"].values():
        for operation in item.values():
            assert operation["responses"]["404"] == {"description": "Not found"}


def test_what_an_action_adds_to_two_places_is_not_shared(tmp_path: Path) -> None:
    content, corrections = apply(
        read(
            tmp_path,
            overlay(
                action("$.paths.*.*.responses", update={"404": {"description": "Not found", "headers": {}}}),
                action("$.paths['/calls'].post.responses['404']", "c2", update={"description": "No such call"}),
            ),
        ),
        with_operation("/calls", "post"),
    )
    assert content["paths"][PATH]["get"]["responses"]["404"]["description"] == "Not found"
    assert [c.operations for c in corrections][1] == ("POST /calls",)


@pytest.mark.parametrize(
    ("verb", "target", "tags"),
    [
        ({"update": ["d"]}, "$.info['x-tags']", ["a", "b", "c", "d"]),
        ({"update": "d"}, "$.info['x-tags']", ["a", "b", "c", "d"]),
        ({"update": {"x-tags": ["d"]}}, "$.info", ["a", "b", "c", "d"]),
        ({"update": "d"}, "$.info['x-tags'][0]", ["d", "b", "c"]),
        ({"update": {"x-tags": "d"}}, "$.info", "d"),
        ({"remove": True}, "$.info['x-tags'][0, 2, 0]", ["b"]),
        ({"remove": True}, "$.info['x-tags'][?@ == 'b']", ["a", "c"]),
        ({"remove": False}, "$.info['x-tags'][0]", ["a", "b", "c"]),
        ({"copy": "$.info['x-more']"}, "$.info", ["a", "b", "c", "e"]),
    ],
)
def test_objects_are_merged_lists_joined_and_other_values_replaced(
    tmp_path: Path, verb: dict[str, Any], target: str, tags: Any
) -> None:
    content = document()
    content["info"] |= {"x-tags": ["a", "b", "c"], "x-more": {"x-tags": ["e"]}}
    corrected, _ = apply(read(tmp_path, overlay(action(target, **verb))), content)
    assert corrected == {**content, "info": {**content["info"], "x-tags": tags}}


def test_the_document_itself_stays_as_it_is(tmp_path: Path) -> None:
    content = document()
    apply(read(tmp_path, overlay(action("$.info", update={"title": "Other"}))), content)
    assert content == document()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (overlay(action("$.paths['/nothing']", remove=True)), r"action 1 \(c1\) targets .*/nothing.* matches nothing"),
        (overlay(action("$.info", copy="$.nothing")), r"action 1 \(c1\) copies from \$\.nothing"),
        (overlay(action("$.*.*", copy="$.*")), r"copies from \$\.\*, which matches 4 places; name one of them"),
        (overlay(action("$.info[", remove=True)), "unusable JSONPath"),
        (overlay(action("$.x-foo", remove=True)), r"unusable JSONPath \$\.x-foo: .*; write \['x-foo'\] for \.x-foo"),
        (overlay(action("$..[?(@.$ref)]", remove=True)), r"unusable JSONPath .*; write \['\$ref'\] for \.\$ref"),
        (overlay(action("$", remove=True)), r"cannot be applied to \$: the whole document cannot be removed"),
        (overlay(action("$", update="x")), r"cannot be applied to \$: only an object can be merged into it"),
        (overlay(action("$.paths", update="x")), r"cannot be applied to \$\.paths: only an object can be merged"),
        (overlay(action("$.info", copy=5)), "has a `copy` that is no text"),
        (overlay(action("$.info")), "exactly one of update, remove, copy"),
        (overlay({**action("$.info", remove=True), "x-evidence": " "}), "lacks `x-evidence`"),
        (overlay({"target": "$"}), "action 1 lacks `description`"),
        (overlay(version="2.0.0"), "not an overlay"),
        ('{"overlay": "1.1.0"}', "no list of `actions`"),
        (overlay("x"), "action 1 is not a mapping"),  # type: ignore[arg-type]  # on purpose
    ],
)
def test_a_bad_action_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence) as caught:
        apply(read(tmp_path, content), document())
    assert "\n" not in str(caught.value)


def test_a_descent_without_an_end_is_named(tmp_path: Path) -> None:
    deep: dict[str, Any] = {}
    for _ in range(150):
        deep = {"x": deep}
    with pytest.raises(SpecError, match=r"action 1 \(c1\) has an unusable JSONPath \$\.\.y: it goes too deep"):
        apply(read(tmp_path, overlay(action("$..y", remove=True))), {**document(), "x-deep": deep})


def test_an_action_may_refer_to_what_a_later_one_adds(make_project: Callable[..., Project]) -> None:
    reference = {"$ref": "#/components/responses/NotFound"}
    adding = overlay(
        action("$.paths.*.*.responses", update={"404": reference}),
        action("$", update={"components": {"responses": {"NotFound": {"description": "No such thing"}}}}),
    )
    project = make_project(text(document()), adding)
    assert correct(project, project.overlay).corrections == (Correction("c1", (f"GET {PATH}",)),)


@pytest.mark.parametrize(
    "breaking",
    [
        action("$.paths.*.*.parameters[0].in", remove=True),
        action("$", update={"paths": [1]}),
        action("$.paths.*.*.responses", update={"404": {"$ref": "#/nowhere"}}),
    ],
)
def test_an_overlay_that_breaks_the_document_is_refused(
    make_project: Callable[..., Project], breaking: dict[str, Any]
) -> None:
    project = make_project(text(document()), overlay(breaking))
    with pytest.raises(SpecError, match=r"openapi\.overlay\.yaml breaks what it corrects"):
        correct(project, project.overlay)


def test_build_writes_the_corrected_document(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()), overlay(action("$.info", update={"title": "2026-06-11"})))
    built = build(project)
    assert load_yaml(project.corrected.read_bytes(), "x") == built.content
    assert built.content["info"]["title"] == "2026-06-11"


def test_no_overlay_leaves_the_vendor_s_text(make_project: Callable[..., Project]) -> None:
    project = make_project(text(document()), overlay(action("$.info", update={"title": "Other"})))
    assert correct(project, None).content == document()


def test_a_correction_is_found_in_the_file_by_its_lines() -> None:
    action = "  - {{target: $.info, x-correction: {}, description: d, x-evidence: e, update: {{}}}}\n"
    content = "overlay: 1.1.0\nactions:\n" + "".join(map(action.format, ("slash", '"slash"', "slash-2", "its.slash")))
    overlay = parse_overlay(content.encode(), "mine.yaml")
    assert (overlay.find_lines("slash"), overlay.find_lines("slash-2"), overlay.find_lines("x")) == ([3, 4], [5], [])
