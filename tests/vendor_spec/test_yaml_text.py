"""The document is read as JSON values, whatever YAML would make of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from vendor_spec.errors import SpecError
from vendor_spec.openapi.yaml_text import dump_document, dump_yaml, load_yaml

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85\ufeff"))
    | st.sampled_from(
        ["0o14", "012", "1e3", "no", "2026-06-11", "~", "null", "0x1F", "-", "<<", "1_000", ".5", "12:30"]
    ),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text("abc019ey-", max_size=4), children, max_size=3)
    ),
    max_leaves=8,
)


@given(json_values)
def test_what_is_dumped_is_loaded_again(value: object) -> None:
    assert load_yaml(dump_yaml(value).encode(), "x.yaml") == value


@given(json_values)
def test_a_yaml_1_1_reader_reads_the_same(value: object) -> None:
    assert yaml.safe_load(dump_yaml(value)) == value


TRICKY = [
    *(
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "N",
        "true",
        "~",
        "null",
        "",
        "=",
        "<<",
        "-",
        "--- a",
        "...",
        "%x",
        "a: b",
        "a #b",
    ),
    *("12:30:45", "190:20:30.15", "1e3", "0o14", "014", "0b11", "0x1F", "1_000", ".5", "1.", "+1", "-.inf", ".NaN"),
    *(
        "2026-06-11",
        "2001-12-14t21:59:43.10-05:00",
        "!x",
        "&a",
        "*a",
        "|",
        "> x",
        "@",
        "`",
        "{a",
        "[a]",
        "? a",
        "'",
        '"',
    ),
    *("a\n", "a\n\n", "\na", " a\nb", "a \nb", "a\n  \nb\n", "a\r\nb", "a\tb\n\tc", "a\n---\nb", "a\n...\nb", "# a\nb"),
    *(
        "a\x85b\nc",
        "a\u2028b",
        "\ufeffa\nb",
        "\x00\n\x7f",
        "\ufffe\n\uffff",
        "\N{BOMB}\nb",
        "\U0010ffff\na",
        "a\n\n  \n",
    ),
]
any_text = st.text() | st.sampled_from(TRICKY) | st.lists(st.sampled_from(TRICKY), max_size=3).map("\n".join)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(any_text, children, max_size=3),
    max_leaves=8,
)


def read_by_yaml_12(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


READERS: dict[str, Callable[[str], Any]] = {
    "ours": lambda text: load_yaml(text.encode(), "x.yaml"),
    "1.1": yaml.safe_load,
    "1.2": read_by_yaml_12,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@given(any_json)
def test_a_json_document_written_as_yaml_is_the_same_for_every_reader(read: Callable[[str], Any], value: Any) -> None:
    written = dump_document(json.loads(json.dumps(value)))
    assert json.dumps(read(written)) == json.dumps(value)  # as JSON, in which 1, 1.0 and True are three


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_each_tricky_text_is_the_same_for_every_reader_as_key_and_as_value(read: Callable[[str], Any]) -> None:
    value = {"values": TRICKY, "keys": {text: index for index, text in enumerate(TRICKY)}, "nested": [[TRICKY]]}
    assert read(dump_document(value)) == value


@pytest.mark.parametrize("text", ["One.\nTwo.", "One. \nTwo, \N{BOMB}:\n\n    - three\n", "One\n\n\n", "a\tb\n# c\n"])
def test_a_text_of_several_lines_is_a_literal_block(text: str) -> None:
    written = dump_document({"description": text, "z": 1, "a": [{"b": text}]})
    assert written.startswith("description: |")
    assert [line.strip() for line in text.strip().split("\n")] == [
        line.strip() for line in written.partition("\nz: 1\n")[0].rstrip().split("\n")[1:]
    ]
    assert list(read_by_yaml_12(written)) == ["description", "z", "a"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2026-06-11", {"a": "2026-06-11"}),
        ("a: no", {"a": "no"}),
        ("200: x", {"200": "x"}),
        ("true: x", {"true": "x"}),
        ("a: 012", {"a": 12}),
        ("a: 0o14", {"a": 12}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: [true, null, ~, 0x1F]", {"a": [True, None, None, 31]}),
        (r'{"a": "\ud83d\udca3", "b": "\\ud83d\\udca3"}', {"a": "\N{BOMB}", "b": r"\ud83d\udca3"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
    ],
)
def test_scalars_are_read_as_openapi_means_them(text: str, value: object) -> None:
    assert load_yaml(text.encode(), "x.yaml") == value


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a: 1\nb: 2\na: 3", "line 3.*'a' is given twice"),
        (b"a: [1, 2", "line 2, column 1"),
        (b"a: 1\n\tb: 2", "line 2"),
        (b"a: \xff\xfe", "not UTF-8 text .byte 3."),
        (b"a: !!python/object/apply:os.system [id]", "not JSON"),
        (b"a: !!timestamp 2026-06-11", "not JSON"),
        (b"a: .nan", "not JSON"),
        (b"a: &x [*x]", "line 1, column 4.*recursive"),
        (b"? [a]\n: 1", "a key that is not a string"),
        (BOMB.encode(), "anchors multiply"),
        (b"[" * 100_000, "more than 200 levels deep"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        load_yaml(content, "x.yaml")
