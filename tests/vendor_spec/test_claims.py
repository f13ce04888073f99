"""The claims file keeps what was read, and one of another form is one sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vendor_spec.shapes import SHAPES
from vendor_spec.errors import SpecError
from vendor_spec.project import Project
from vendor_spec.prose.claims import PageClaims, read_claims, render_claims
from vendor_spec.prose.page import read_block, read_page
from vendor_spec.prose.reading import read_page_claims


def all_claims() -> list[PageClaims]:
    pages = [read_page(shape.text.encode(), f"{name}.md") for name, shape in SHAPES.items()]
    return [read_page_claims(page, read_block(page)[1].label) for page in pages]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    project = Project(tmp_path)
    assert read_claims(project) == ()
    project.claims.write_bytes(render_claims(all_claims()))
    assert read_claims(project) == tuple(all_claims())


def test_claims_are_facts_without_sentences() -> None:
    text = render_claims(all_claims()).decode()
    for words in ("What it is called", "How big", "the token is wrong", "Perhaps nothing", "An answer"):
        assert any(words in shape.text for shape in SHAPES.values())
        assert words not in text


BAD: dict[str, Callable[[str], str]] = {
    "no list": lambda text: text.replace("claims:", "claim:", 1),
    "another key": lambda text: text.replace("  page:", "  book:", 1),
    "a line that is none": lambda text: text.replace("line: 5", "line: five", 1),
    "another form": lambda text: text.replace("form: http", "form: ftp", 1),
    "text": lambda text: "- 1\n- 2\n",
    "nothing": lambda text: "",
}


@pytest.mark.parametrize("tamper", BAD.values(), ids=BAD.keys())
def test_a_file_of_another_form_is_one_sentence(tmp_path: Path, tamper: Callable[[str], str]) -> None:
    project = Project(tmp_path)
    text = render_claims(all_claims()).decode()
    assert tamper(text) != text
    project.claims.write_text(tamper(text))
    with pytest.raises(SpecError, match="bring it back from version control"):
        read_claims(project)
