"""Pages of many shapes are read rightly: their document, and what their prose claims."""

import pytest

from tests.vendor_spec.blocks import Shape
from tests.vendor_spec.pages import GUIDE
from tests.vendor_spec.shapes import SHAPES
from vendor_spec.prose.claims import PageClaims
from vendor_spec.prose.markdown import Table
from vendor_spec.prose.page import read_block, read_page
from vendor_spec.prose.reading import read_page_claims

every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())


def read(shape: Shape) -> PageClaims:
    page = read_page(shape.text.encode(), "page.md")
    _, operation, _ = read_block(page)
    return read_page_claims(page, operation.label)


@every_shape
def test_the_block_is_found_and_is_the_operation_of_its_heading(shape: Shape) -> None:
    document, operation, _ = read_block(read_page(shape.text.encode(), "page.md"))
    assert operation.label == shape.label
    assert len(document.operations) == 1


@every_shape
def test_the_prose_claims_exactly_what_it_says(shape: Shape) -> None:
    claims = read(shape)
    assert tuple(f"{claim.method} {claim.path}" for claim in claims.requests) == shape.requests
    assert tuple(claim.status for claim in claims.statuses) == shape.statuses
    stated = tuple(f"{claim.place} {claim.name}" for claim in claims.fields if claim.place != "path")
    assert stated == shape.names
    assert len(claims.examples) == shape.examples


@every_shape
def test_each_claim_names_the_line_where_it_stands(shape: Shape) -> None:
    lines = shape.text.replace("\r\n", "\n").split("\n")
    claims = read(shape)
    for request in claims.requests:
        assert request.path in lines[request.line - 1]
    for status in claims.statuses:
        assert str(status.status) in lines[status.line - 1]
    for named in claims.fields:
        assert named.name.split(".")[-1] in lines[named.line - 1]


def test_flags_types_and_values_of_a_table_are_facts() -> None:
    name, size, kind = read(SHAPES["post-with-curl"]).fields
    assert (name.required, name.type) == (True, "string")
    assert (size.required, size.type) == (False, "integer")
    assert (kind.required, kind.values) == (False, ("a", "b"))


def test_a_value_list_in_html_lines_is_read() -> None:
    mode, note = read(SHAPES["html-in-tables"]).fields
    assert (mode.values, mode.required) == (("x", "y"), False)
    assert note.values == ()


def test_a_table_that_is_closed_inside_of_another_one_is_read_as_far_as_it_goes() -> None:
    page = read_page(b"| Name | Type |\n|---|---|\n| `id` </table> | string |\n| `to` | string |\n", "page.md")
    assert [item.header for item in page.items if isinstance(item, Table)] == [("Name", "Type")]


def test_curl_is_read_with_its_quotes_headers_and_body() -> None:
    curl = read(SHAPES["post-with-curl"]).requests[1]
    assert curl.form == "curl"
    assert curl.headers == ("X-Auth-ID", "X-Auth-Token")
    assert curl.content_type == "application/json"
    assert curl.body == {"name": "it's one", "size": 3}


def test_headers_below_a_request_line_belong_to_it() -> None:
    request = read(SHAPES["shared-component"]).requests[0]
    assert request.headers == ("X-Auth-ID", "X-Auth-Token")
    assert request.query == (("kind", "in"),)


def test_a_page_without_a_block_is_a_page_all_the_same() -> None:
    page = read_page(GUIDE.encode(), "guide.md")
    assert page.block is None
    assert page.items


def test_the_block_is_kept_byte_for_byte() -> None:
    for name in ("post-with-curl", "crlf", "json-block"):
        text = SHAPES[name].text
        _, _, content = read_block(read_page(text.encode(), "page.md"))
        assert content.decode() in text
        assert content.endswith(b"\n")
        assert b"````" not in content
