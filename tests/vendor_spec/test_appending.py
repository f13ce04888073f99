"""Items added to a list in a file that people keep: every byte of theirs stays."""

import pytest

from vendor_spec.errors import SpecError
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.append import append_items

ITEM = {"id": "a: b", "text": "two\nlines", "no": "1e3", "deep": {"'": ["é\u2028", None]}}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (None, ""),
        (None, "# nothing yet\n"),
        (None, "# nothing yet"),
        (None, "# first\n[]\n"),
        (None, "[]"),
        (None, "- {id: x}  # why\n# the end\n"),
        (None, "  - id: x\n    text: >-\n      folded\n      text\n"),
        (None, "-   id: x\r\n    n: 1\r\n"),
        (None, "[{id: x}, {id: y}]\n"),
        (None, "[\n  {id: x},\n]\n"),
        ("actions", "overlay: 1.1.0\nactions: []\n"),
        ("actions", "overlay: 1.1.0\nactions: []  # none\ninfo: {a: 1}\n"),
        ("actions", "actions:\n- a: |\n    kept\n\n\n"),
        ("actions", "actions:\n  - a: 1\n  # of the list\n\n# of the rest\ninfo: x\n"),
        ("actions", "actions:\n  - a: 1"),
        ("actions", '{"overlay": "1.1.0", "actions": [{"a": 1}]}'),
        ("actions", '{"overlay": "1.1.0", "actions": []}\n'),
    ],
)
def test_the_items_come_last_and_nothing_else_changes(key: str | None, text: str) -> None:
    before = load_yaml(text.encode(), "x")
    longer = append_items(text.encode(), "x", key, [ITEM, {"b": 2}])
    after = load_yaml(longer, "x")
    if key is None:
        assert after == [*(before or []), ITEM, {"b": 2}]
    else:
        assert after == {**before, key: [*before[key], ITEM, {"b": 2}]}
    for word in text.replace("[]", "").split():
        assert word.rstrip("]}") in longer.decode()


@pytest.mark.parametrize("text", ["actions: 1\n", "- a\n", "a: 1\n", "actions: &x [1]\nb: *x\n"])
def test_what_cannot_be_added_to_says_so(text: str) -> None:
    with pytest.raises(SpecError, match="add this by hand"):
        append_items(text.encode(), "x", "actions", [ITEM])
