"""The schemas inside a schema, and the examples beside one."""

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from attrs import frozen

from vendor_spec.openapi.references import NAME_MAPS, resolve

COMBINED = ("allOf", "oneOf", "anyOf")
NAMED = ("properties", "items", *COMBINED)
NESTED = (*NAMED, "additionalProperties")
EVERY = (*NESTED, "patternProperties", "prefixItems", "contains", "dependentSchemas", "not", "if", "then", "else")
# In a single walk: schemas that refer to one another by the dozen have no end otherwise.
MOST_SCHEMAS = 10_000
REPLACED = re.compile(r"\b(use|using|instead|replaced|superseded|favou?r of|migrate|switch to|prefer)\b", re.IGNORECASE)
MOST_READ, LONGEST_SENTENCE = 10_000, 200  # characters of a description, and of what is shown of it


@frozen
class Inner:
    """A schema, and the JSON pointer of what it describes (indices, and names left open, as `*`)."""

    pointer: str
    schema: dict[str, Any]


def walk(
    content: Mapping[str, Any],
    schema: Any,
    keywords: Collection[str] = NESTED,
    pointer: str = "",
    entered: set[int] | None = None,
) -> Iterator[Inner]:
    """Yield a schema and every one below it, by `keywords`, the nearest first; references are followed.

    A recursive one is entered twice; with `entered`, the ids of those that other walks have entered, each only once in
    all of them. The walk ends at MOST_SCHEMAS.
    """
    pending: deque[tuple[str, Any, tuple[int, ...]]] = deque([(pointer, schema, ())])
    for _ in range(MOST_SCHEMAS):
        if not pending:
            return
        pointer, schema, way = pending.popleft()
        schema = resolve(content, schema)
        if not isinstance(schema, dict) or way.count(id(schema)) > 1 or id(schema) in (entered or ()):
            continue
        if entered is not None:
            entered.add(id(schema))
        yield Inner(pointer, schema)
        for keyword in keywords:
            for step, below in _below(keyword, schema.get(keyword)):
                pending.append((pointer + step, below, (*way, id(schema))))


def is_marked(content: Mapping[str, Any], schema: Any, mark: Literal["readOnly", "writeOnly"]) -> bool:
    """Return whether a schema, its reference followed, is only of responses (`readOnly`) or of requests."""
    schema = resolve(content, schema)
    return isinstance(schema, dict) and schema.get(mark) is True


def replacement_of(marked: Mapping[str, Any], description: Any) -> str | None:
    """Return the sentence of a description that says what to use instead of something; empty where none does.

    `marked` is the operation, parameter or schema; None when it is not deprecated.
    """
    if marked.get("deprecated") is not True:
        return None
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", description[:MOST_READ] if isinstance(description, str) else "")
    sentences = (" ".join(each.split()) for each in re.split(r"(?<=[.!?])\s+|\n\s*\n", text))
    found = next((re.sub(r"(?i)^deprecated\W+", "", each) for each in sentences if REPLACED.search(each)), "")
    return "".join(character for character in found if character.isprintable())[:LONGEST_SENTENCE]


def examples_of(content: Mapping[str, Any], holder: Mapping[str, Any]) -> list[Any]:
    """Return the example values that a media type, a parameter or a schema gives."""
    given = holder.get("examples", {})
    if isinstance(given, dict):
        named = (resolve(content, example) for example in given.values())
        given = [example["value"] for example in named if "value" in example]
    return [holder["example"], *given] if "example" in holder else list(given)


def _below(keyword: str, value: Any) -> list[tuple[str, Any]]:
    if keyword in NAME_MAPS:
        return [(f"/{name}", below) for name, below in (value or {}).items()]
    step = "/*" if keyword in ("items", "prefixItems", "additionalProperties") else ""
    return [(step, below) for below in (value if isinstance(value, list) else [value])]
