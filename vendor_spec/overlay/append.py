"""Items added at the end of a list in a YAML file that people keep: every byte of theirs stays as it is."""

import json
import re
from typing import Any

import yaml

from vendor_spec.errors import SpecError
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml


def append_items(content: bytes, name: str, key: str | None, items: list[Any]) -> bytes:
    """Return `content` with `items` after those of the list at the top-level `key`, or of the list that the file is.

    A file of comments only counts as an empty list. Raises SpecError when the file is not usable, or written in a way
    that cannot be added to without touching what is there; nothing but the added items is ever different.
    """
    before = load_yaml(content, name)
    text = content.decode("utf-8")
    longer = _append(text, key, items)
    if longer is not None and _is_expected(longer, name, key, before, items):
        return longer.encode()
    raise SpecError(f"{name} is written in a way that cannot be added to safely; add this by hand:\n{dump_yaml(items)}")


def _is_expected(longer: str, name: str, key: str | None, before: Any, items: list[Any]) -> bool:
    try:
        after = load_yaml(longer.encode(), name)
    except SpecError:
        return False
    if key is None:
        return bool(after == [*(before or []), *items])
    return isinstance(before[key], list) and bool(after == {**before, key: [*before[key], *items]})


def _append(text: str, key: str | None, items: list[Any]) -> str | None:
    newline = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = root if key is None else next((value for name, value in pairs if name.value == key), None)
    is_json = isinstance(root, yaml.MappingNode) and root.flow_style
    if isinstance(node, yaml.SequenceNode) and node.flow_style and (node.value or is_json):
        kept = text[: node.end_mark.index - 1].rstrip()
        added = ", ".join(json.dumps(item, ensure_ascii=False) for item in items)
        return kept.removesuffix(",") + (", " if node.value else "") + added + text[len(kept) :]
    if isinstance(node, yaml.SequenceNode) and not node.value:
        rest, _, after = text[node.end_mark.index :].partition("\n")  # a comment stays on its line
        head, column = (text[: node.start_mark.index] + rest).rstrip(), 0 if key is None else 2
    elif isinstance(node, yaml.SequenceNode):
        column = node.start_mark.column
        end = _end_of_items(text, node, column)
        head, after = text[:end], text[end:]
    elif root is None and key is None:
        head, after, column = text, "", 0
    else:
        return None
    return f"{head}{'' if not head or head.endswith(newline) else newline}{_block(items, column, newline)}{after}"


def _end_of_items(text: str, node: yaml.SequenceNode, column: int) -> int:
    end = node.end_mark.index
    if not text[end:].strip():
        return len(text)
    # Comments after the last item, less deep, and empty lines belong to what comes next.
    return end - len(re.findall(rf"(?:^(?: {{0,{column}}}#.*|[ \t\r]*)(?:\n|\Z))*\Z", text[:end], re.MULTILINE)[0])


def _block(items: list[Any], column: int, newline: str) -> str:
    lines = dump_yaml(items).removesuffix("\n").split("\n")
    return "".join(f"{' ' * column}{line}".rstrip(" ") + newline for line in lines)
