"""How the names of a document are spelt in Python, and told apart where several would be the same there.

A name depends on what it is told apart from, and never on the order of the document.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen
from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

K = TypeVar("K", bound=Hashable)

# Every name of an operation or a class becomes a file, and file systems take 255 bytes with the ending.
LONGEST = 100
PREFIX = "field_"
COMPARISONS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above", "!": "not", "=": "equal"}
IN_TIME = {"at most": "until", "at least": "since", "below": "before", "above": "after"}
OTHER_SIGNS = dict(
    zip(
        "+-. _$@#&|*/:%?",
        (
            *("plus", "dash", "dot", "space", "underscore", "dollar", "at", "number", "and", "or", "star", "slash"),
            *("colon", "percent", "question"),
        ),
        strict=True,
    )
)


@frozen
class Spelling:
    """A name as the document has it; `is_time` says that what it names is a date or a time."""

    text: str
    is_time: bool = False


def identifier(text: str, prefix: str = PREFIX) -> str:
    """Return the snake-case identifier of a text, with an underscore behind a word that Python reserves."""
    folded = unicodedata.normalize("NFKC", text)[:LONGEST]
    return str(PythonIdentifier(folded, prefix))


def class_name(text: str) -> str:
    """Return the pascal-case name of a text, short enough for a file."""
    return str(ClassName(unicodedata.normalize("NFKC", text)[: LONGEST + 3], PREFIX))


def argument_names(named: Mapping[K, Spelling], prefix: str = PREFIX) -> dict[K, str]:
    """Return an identifier for each name: `end_time` and `end_time_before` for the times `EndTime` and `EndTime<`."""
    return told_apart(
        {key: spelling.text for key, spelling in named.items()},
        [
            lambda key: identifier(_compared(named[key]), prefix),
            lambda key: identifier(_spelt(named[key]), prefix),
            lambda key: identifier(f"{_spelt(named[key])}_{_style(named[key].text)}", prefix),
        ],
        set(),
    )


def parameter_names(named: Mapping[tuple[str, str], Spelling]) -> dict[tuple[str, str], str]:
    """Return the argument for each parameter of an operation by its place and name; one name in two places has both."""
    places = Counter(spelling.text for spelling in named.values())
    return argument_names(
        {
            (place, name): Spelling(f"{spelling.text}_{place}", spelling.is_time)
            if places[spelling.text] > 1
            else spelling
            for (place, name), spelling in named.items()
        }
    )


def tag_names(tags: Iterable[str]) -> dict[str, str]:
    """Return the namespace for each tag."""
    return argument_names({tag: Spelling(tag) for tag in tags}, "tag")


def operation_names(ids: Mapping[str, str]) -> dict[str, str]:
    """Return the method for each operation, by its label (`GET /path`) and operationId.

    It is made of the operationId; of method and path where there is none, or where several are one in Python.
    """
    return told_apart(
        ids,
        [
            lambda label: identifier(ids[label] or _by_path(label)),
            lambda label: identifier(_by_path(label)),
            lambda label: identifier(f"{_by_path(label)}_slash") if label.endswith("/") else "",
        ],
        set(),
    )


def _by_path(label: str) -> str:
    method, _, path = label.partition(" ")
    words = "_".join(snake_case(part) or "by" for part in path.strip("/").split("/"))
    return f"{method.lower()}_{words}"


def schema_names(keys: Iterable[str], taken: set[str]) -> dict[str, str]:
    """Return a class name for each schema by its key; the module of none is among `taken`, which grows by theirs."""
    reserved = frozenset(taken)
    return told_apart(
        {key: key for key in keys},
        [
            class_name,
            lambda key: class_name(f"{key}Model") if module_name(class_name(key)) in reserved else "",
            lambda key: class_name(_spelt(Spelling(key))),
            lambda key: class_name(f"{_spelt(Spelling(key))} {_style(key)}"),
        ],
        taken,
        folded=module_name,
        unfolded=class_name,
    )


def told_apart(
    texts: Mapping[K, str],
    spellings: Sequence[Callable[[K], str]],
    taken: set[str],
    *,
    folded: Callable[[str], str] = str,
    unfolded: Callable[[str], str] = str,
) -> dict[K, str]:
    """Return a name for each key, by the first spelling that nothing else has; the last resort is a short hash.

    Of several the one whose text is spelt as Python does keeps the name (`User` before `user`, and before `USER`, which
    would be a module `user`, too). `taken` grows by what is given, `folded`.
    """
    given: dict[K, str] = {}
    pending = list(texts)
    for spell in spellings:
        wanted = {key: spell(key) for key in pending}
        exact = [key for key, name in wanted.items() if texts[key] == name.removesuffix("_")]
        usual = [key for key in exact if unfolded(folded(wanted[key])) == wanted[key]]
        owners = {
            **_alone({key: folded(wanted[key]) for key in exact}),
            **_alone({key: folded(wanted[key]) for key in usual}),
            **_alone({key: folded(name) for key, name in wanted.items()}),
        }
        found = {key: wanted[key] for name, key in owners.items() if name and name not in taken}
        given |= found
        taken |= {folded(name) for name in found.values()}
        pending = [key for key in pending if key not in found]
    for key in sorted(pending, key=repr):
        mark = hashlib.sha256(ascii(key).encode()).hexdigest()
        stem = spellings[0](key)[: LONGEST - 10]
        candidates = (unfolded(f"{stem}_{mark[:length]}") for length in range(4, len(mark)))
        given[key] = next(name for name in candidates if folded(name) not in taken)
        taken.add(folded(given[key]))
    return {key: given[key] for key in texts}


def _alone(names: Mapping[K, str]) -> dict[str, K]:
    """Return the key of each name that only one key has."""
    claims = Counter(names.values())
    return {name: key for key, name in names.items() if claims[name] == 1}


def module_name(name: str) -> str:
    """Return the name of the module of a class."""
    return str(snake_case(name))


def _compared(spelling: Spelling) -> str:
    """Return the text with comparisons and a leading sign as words, and all of it as words if nothing else is left."""
    text = re.sub(r"[\[\]]+", "_", spelling.text).strip("_") if "[" in spelling.text else spelling.text
    for sign, word in COMPARISONS.items():
        if sign in text:
            text = text.replace(sign, f"_{_word(word, spelling)}_").strip("_")
    text = re.sub(r"^\+(?=\w)", "plus_", text)
    text = re.sub(r"^-(?=\d)", "minus_", text)
    return text if any(character.isidentifier() or character.isdecimal() for character in text) else _spelt(spelling)


def _word(word: str, spelling: Spelling) -> str:
    return (IN_TIME.get(word, word) if spelling.is_time else word).replace(" ", "_")


def _spelt(spelling: Spelling) -> str:
    """Return the text with every sign in it as a word."""
    text = spelling.text.replace("[]", "\0list\0").replace("[", "\0").replace("]", "\0")
    for sign, word in COMPARISONS.items():
        text = text.replace(sign, f"\0{_word(word, spelling)}\0")
    words = "".join(
        character
        if character.isalnum() or character == "\0" or (character == "_" and index)
        else f"\0{_sign(character)}\0"
        for index, character in enumerate(text[:LONGEST])
    )
    return "_".join(word for word in words.split("\0") if word)


def _sign(character: str) -> str:
    known = OTHER_SIGNS.get(character) or str(unicodedata.name(character, f"U{ord(character):X}"))
    return "_".join(re.findall(r"[A-Za-z0-9]+", known)).lower()


def _style(text: str) -> str:
    letters = "".join(character for character in text if character.isalpha())
    if letters.isupper():
        return "upper"
    if letters.islower():
        return "lower"
    return "camel" if letters[:1].islower() else "pascal" if "_" not in text and "-" not in text else "mixed"
