"""The document is read as JSON values, whatever YAML would make of it."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vendor_spec.errors import SpecError
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml

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
