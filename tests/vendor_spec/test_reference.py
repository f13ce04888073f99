"""What a reader is told of the client: the page of its methods, and the errors in their docstrings."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from vobiz_client.runtime.errors import error_class

from tests.documents import document, text, with_operation
from vendor_spec.generate.generation import find_differences, generate
from vendor_spec.generate.operations.errors import class_of
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project

EVIL = '`</code><script>alert(1)</script> # x ``` **b** \u2028 [a](javascript:b) """ \\'


def generated(make_project: Callable[..., Project], content: dict[str, Any]) -> Project:
    project = make_project(text(content))
    generate(project, build(project))
    return project


def test_the_page_lists_every_method_with_its_request_and_result(make_project: Callable[..., Project]) -> None:
    body = {"type": "object", "properties": {"to": {"type": "string"}, "text": {"type": "string"}}, "required": ["to"]}
    things = {"type": "array", "items": {"type": "string"}}
    content = with_operation(
        "/numbers",
        "post",
        operationId="send",
        tags=["Numbers"],
        deprecated=True,
        parameters=[{"name": f"a_long_name_{number}", "in": "query", "schema": things} for number in range(8)],
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
        responses={"200": {"description": "x", "content": {"application/json": {"schema": things}}}},
    )
    project = generated(make_project, content)
    page = project.api_reference.read_text()
    assert "## `vobiz.numbers`" in page
    joined = " ".join(page.split())
    assert "`vobiz.numbers.get_number(number_id: str) -> Number` `GET /numbers/{number_id}`" in joined
    assert "`vobiz.numbers.send(*, to: str, text: str | Unset = UNSET, a_long_name_0: " in joined
    assert "-> list[str]` `POST /numbers` Deprecated by the vendor." in joined
    assert all(len(line) <= 120 for line in page.splitlines())
    corrected = build(project)
    project.api_reference.unlink()
    assert find_differences(project, corrected) == ["../API.md: missing"]
    assert generate(project, corrected)
    project.api_reference.write_text("mine")
    assert find_differences(project, corrected) == ["../API.md: differs"]
    assert generate(project, corrected)
    assert project.api_reference.read_text() == page


def test_nothing_of_a_document_leaves_its_code(make_project: Callable[..., Project]) -> None:
    evil = {"type": "string", "default": EVIL, "description": EVIL}
    content = with_operation(
        "/x" + EVIL.replace(" ", "").replace("\u2028", ""),
        "get",
        operationId=EVIL,
        tags=[EVIL],
        summary=EVIL,
        description=EVIL,
        deprecated=True,
        parameters=[{"name": EVIL.replace("\u2028", ""), "in": "query", "schema": evil, "required": True}],
        responses={"200": {"description": "x"}, "404": {"description": EVIL}, "4XX": {"description": EVIL}},
    )
    project = generated(make_project, content)
    page = project.api_reference.read_text()
    # What is left when the spans of code are taken out, each as long as its fence.
    left = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", page.split("-->")[1], flags=re.DOTALL)
    assert "`" not in left and html.escape(left) == left
    assert "alert" not in left and "javascript" not in left


def test_docstrings_name_the_errors_by_status(make_project: Callable[..., Project]) -> None:
    responses = {
        "200": {"description": "x"},
        "404": {"description": "No such\n number."},
        "503": {"description": "Later"},
        "500": {"description": "Broken"},
        "418": {"description": "A teapot"},
        "default": {"description": "Any"},
    }
    content = document()
    content["paths"]["/numbers/{number_id}"]["get"]["responses"] |= responses
    project = generated(make_project, content)
    words = " ".join((project.client / "api" / "numbers" / "__init__.py").read_text().split())
    assert "NotFoundError: 404, No such number. ServerError: 500, Broken; 503, Later." in words
    assert "APIStatusError: any other status that is no success: 418, A teapot." in words


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 409, 410, 418, 422, 429, 451, 500, 503])
def test_the_errors_are_those_that_the_client_raises(status: int) -> None:
    assert class_of(str(status)) == error_class(status).__name__
