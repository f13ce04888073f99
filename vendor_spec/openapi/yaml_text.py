"""YAML as OpenAPI means it: the JSON values only, every key a string, nothing given twice, nothing that explodes."""

import contextlib
import json
import math
import re
from functools import partial
from typing import Any, ClassVar, NoReturn

import yaml

from vendor_spec.errors import SpecError
from vendor_spec.files import decode_text

MAX_NODES = 1_000_000
MAX_DEPTH = 200
# YAML reads JSON but for one thing: a character that JSON writes as two escapes, \ud83d\udca3, is one in YAML.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})", re.IGNORECASE)

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 core schema: PyYAML's own (1.1) turns `no` into false and `2026-06-11` into a date."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML declares it
    yaml_constructors: ClassVar[dict[str | None, Any]] = {}


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key that is not a string", key_node.start_mark)
        key = key_node.value
        if key in mapping:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is given twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


def _construct_int(loader: _Loader, node: yaml.ScalarNode) -> int:
    text = str(node.value)
    base = 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10
    try:
        return int(text, base)
    except ValueError:
        raise yaml.constructor.ConstructorError(None, None, "not a usable number", node.start_mark) from None


def _construct_float(loader: _Loader, node: yaml.ScalarNode) -> float:
    try:
        return _to_float(node.value)
    except ValueError:
        raise yaml.constructor.ConstructorError(None, None, "not a usable number", node.start_mark) from None


def _refuse(loader: _Loader, node: yaml.Node) -> Any:
    raise yaml.constructor.ConstructorError(None, None, f"a value of type {node.tag}, not JSON", node.start_mark)


class _Dumper(yaml.CSafeDumper):
    """Quotes what YAML 1.2 readers, too, would take for no string; writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


# A text in which every reader finds the same lines: it begins and ends visibly, and has no other line ends.
_LINES = re.compile(r"[!-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]"
                    r"(?:[\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]*"
                    r"[!-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd])?\n*")  # fmt: skip


class _DocumentDumper(yaml.SafeDumper):
    """Writes texts of several lines as literal blocks, also those that libyaml, more careful than YAML, does not."""

    ignore_aliases = _Dumper.ignore_aliases

    def analyze_scalar(self, scalar: str) -> Any:
        analysis = super().analyze_scalar(scalar)
        if analysis.multiline:
            analysis.allow_block = _LINES.fullmatch(scalar) is not None
            analysis.allow_single_quoted = False
        return analysis


def _represent_text(dumper: _DocumentDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_DocumentDumper.add_representer(str, _represent_text)

for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("!not-a-number", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+."),
):
    _resolver = (_tag, re.compile(f"^(?:{_pattern})$"), list(_first))
    _Loader.add_implicit_resolver(*_resolver)
    _Dumper.add_implicit_resolver(*_resolver)
    _DocumentDumper.add_implicit_resolver(*_resolver)
# YAML 1.1 itself has these; PyYAML has not.
for _dumper in (_Dumper, _DocumentDumper):
    _dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^[yYnN]$"), list("yYnN"))

_Loader.add_constructor("tag:yaml.org,2002:bool", lambda _, node: str(node.value).lower() == "true")
_Loader.add_constructor("tag:yaml.org,2002:null", lambda _, node: None)
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _construct_float)
_Loader.add_constructor("tag:yaml.org,2002:str", lambda _, node: str(node.value))
_Loader.add_constructor("tag:yaml.org,2002:seq", partial(_Loader.construct_sequence, deep=True))
_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_Loader.add_constructor(None, _refuse)


def load_yaml(content: bytes, name: str) -> Any:
    """Return the JSON value that `content` (UTF-8 YAML) holds; `name` is what messages call it.

    Raises SpecError for a syntax error, a key given twice, a non-JSON value, or anchors that loop or multiply.
    """
    text = decode_text(content, name)
    if text.lstrip().startswith("{"):
        with contextlib.suppress(ValueError, RecursionError):  # YAML says what is wrong, and in which line
            return _checked(_load_json(text), name)
        text = _PAIR.sub(lambda pair: pair[1] + json.loads(f'"{pair[2]}"'), text)
    try:
        _refuse_depth(text, name)
        value = yaml.load(text, _Loader)  # noqa: S506 - _Loader constructs JSON values only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "an unknown line"
        raise SpecError(f"{name} is not usable YAML at {where}: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise SpecError(f"{name} is not usable YAML: {' '.join(str(error).split())}") from None
    return _checked(value, name)


def _load_json(text: str) -> Any:
    """Return the value of a JSON text, in a tenth of YAML's time; raises ValueError for what is better left to YAML."""
    if _ESCAPED_SURROGATE.search(text):
        raise ValueError
    return json.loads(text, object_pairs_hook=_construct_object, parse_constant=_refuse_constant, parse_float=_to_float)


def _construct_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _to_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def dump_yaml(value: Any) -> str:
    """Return `value` as block YAML in its own order, which YAML 1.1 and 1.2 readers read alike."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def dump_document(value: Any) -> str:
    """Return `value` as YAML for people to review: as `dump_yaml`, with texts of several lines as literal blocks."""
    return yaml.dump(value, Dumper=_DocumentDumper, sort_keys=False, allow_unicode=True, width=120)


def unshare(value: Any) -> Any:
    """Return a copy of a JSON value in which no two places are the same object, as anchors can make them."""
    return json.loads(json.dumps(value))


def _refuse_depth(text: str, name: str) -> None:
    # libyaml's composer recurses in C: a deep document would end the process, not raise.
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise SpecError(f"{name} is nested more than {MAX_DEPTH} levels deep")


def _checked(value: Any, name: str) -> Any:
    """Return `value`, unless it is deeper than MAX_DEPTH, or its anchors multiply to more than MAX_NODES."""
    nodes = 0
    stack = [(value, 0)]
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise SpecError(f"{name} is nested more than {MAX_DEPTH} levels deep, or an anchor contains itself")
        if nodes > MAX_NODES:
            raise SpecError(f"{name} expands to more than {MAX_NODES} values; its anchors multiply")
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        stack.extend((child, depth + 1) for child in children)
    return value
