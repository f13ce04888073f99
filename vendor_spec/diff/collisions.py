"""Names of a newer document that are one name in Python, and what of the client is called otherwise for that."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from vendor_spec.diff.change import Change, Rating
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import named_schemas, resolve
from vendor_spec.python_names import Spelling, class_name, identifier, module_name, parameter_names, schema_names

_TIMES = ("date", "date-time")


@frozen
class _Names:
    """Names of one kind that have to differ: each as the document has it, as Python spells it, and as it is given."""

    noun: str
    operation: str
    texts: Mapping[Any, str]
    spelt: Mapping[Any, str]
    given: Mapping[Any, str]

    def collisions(self) -> Iterator[tuple[Any, ...]]:
        """Yield the keys of names that fall together."""
        alike: dict[str, list[Any]] = defaultdict(list)
        for key, name in self.spelt.items():
            alike[name].append(key)
        yield from (tuple(keys) for keys in alike.values() if len(keys) > 1)


def find_collisions(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Yield each new collision; it is breaking when something is no longer called as before."""
    before = {(names.noun, names.operation): names for names in _all_names(old)}
    for names in _all_names(new):
        former = before.get((names.noun, names.operation))
        known = {frozenset(keys) for keys in former.collisions()} if former else set()
        for keys in names.collisions():
            if frozenset(keys) in known:
                continue
            told = ", ".join(f"{names.texts[key]} is {names.given[key]}" for key in keys)
            moved = [key for key in keys if former and former.given.get(key, names.given[key]) != names.given[key]]
            text = f"{names.noun} that are one name in Python: in the client {told}"
            if moved and former:
                text += f"; {', '.join(former.given[key] for key in moved)} before"
            rating = Rating.BREAKING if moved else Rating.NOTICE
            yield Change(rating, "name.collision", text, (names.operation,) if names.operation else ())


def _all_names(content: dict[str, Any]) -> Iterator[_Names]:
    keys = list(named_schemas(content))
    modules = {key: module_name(class_name(key)) for key in keys}
    yield _Names("schemas", "", {key: key for key in keys}, modules, schema_names(keys, set()))
    for operation in iter_operations(content):
        named = dict(_spellings(content, documented_parameters(content, operation)))
        if len(named) > 1:
            texts = {key: spelling.text for key, spelling in named.items()}
            arguments = {key: identifier(text) for key, text in texts.items()}
            yield _Names("parameters", operation.label, texts, arguments, parameter_names(named))


def _spellings(
    content: dict[str, Any], parameters: Iterable[dict[str, Any]]
) -> Iterator[tuple[tuple[str, str], Spelling]]:
    for parameter in parameters:
        schema = resolve(content, parameter.get("schema", {}))
        is_time = isinstance(schema, dict) and schema.get("format") in _TIMES
        yield (parameter["in"], parameter["name"]), Spelling(str(parameter["name"]), is_time)
