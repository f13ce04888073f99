"""What the alternatives of a schema may be called: by what the document says of one of them and of no other."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from openapi_python_client.strings import pascal_case

from vendor_spec.generate.names import TITLE
from vendor_spec.generate.schemas.flat_schemas import Flat, Schemas
from vendor_spec.generate.schemas.values import enumerated

LONGEST_TITLE = 40  # characters; a longer one is a sentence


def alternative_names(schemas: Schemas, options: Sequence[Any], discriminating: str) -> list[tuple[str, ...]]:
    """Return, for each alternative, the texts that its class may have behind the name of all, the best first.

    They are its title, the value of a field that has another value in each (of the field `discriminating` before
    others), a field that it alone has to have, its number. The only one that needs a class has the name of all.
    """
    flats = [schemas.flat(option) for option in options]
    titles = [_title(flat) for flat in flats]
    words = [dict(_words(schemas, flat)) for flat in flats]
    classes = [index for index, flat in enumerate(flats) if flat.is_object or flat.choices or enumerated(flat.keys)]
    names: list[tuple[str, ...]] = []
    for index, flat in enumerate(flats):
        found = [""] if classes in ([index], []) or _is_array(flat) else []
        found += [f"{TITLE}{title}" for title in titles[index : index + 1] if title and titles.count(title) == 1]
        ordered = sorted(words[index], key=lambda name: (name != discriminating, name))
        told = [words[index][name] for name in ordered if _is_alone(index, [each.get(name) for each in words])]
        found += [word for word in told if not word.startswith("Not")]
        found += [f"With{_pascal(name)}" for name in _own_fields(flats, index)[:1]]
        names.append(tuple(dict.fromkeys((*found, *told, f"Option{index + 1}"))))
    return names


def _is_alone(index: int, words: Sequence[str | None]) -> bool:
    return words.count(words[index]) == 1


def _is_array(flat: Flat) -> bool:
    # Its items say what they are.
    return flat.keys.get("type") == "array"


def _title(flat: Flat) -> str:
    title = str(flat.keys.get("title") or "")
    return _pascal(title) if len(title) <= LONGEST_TITLE else ""


def _words(schemas: Schemas, flat: Flat) -> Iterator[tuple[str, str]]:
    """Yield the fields that can have one value only, each with a word for it."""
    properties = flat.keys.get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        keys = schemas.flat(schema).keys
        given = [keys["const"]] if "const" in keys else keys.get("enum")
        value = given[0] if isinstance(given, list) and len(given) == 1 else None
        word = f"{'' if value else 'Not'}{_pascal(name)}" if isinstance(value, bool) else ""
        if isinstance(value, str):
            word = _pascal(value)
        if word:
            yield str(name), word


def _pascal(text: str) -> str:
    return str(pascal_case(re.sub(r"[\W_]+", "_", text)))


def _own_fields(flats: Sequence[Flat], index: int) -> list[str]:
    """Return the fields that one alternative has to have, and no other may have, in the order of the document."""
    others = {name for other, flat in enumerate(flats) if other != index for name in flat.keys.get("properties") or ()}
    properties = flats[index].keys.get("properties") or {}
    required = flats[index].keys.get("required") or ()
    return [name for name in properties if name in required and name not in others]
