"""What a suggestion is made of: the document as it is to be, and what the run saw beside the finding itself."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from contract_tests.harness.corrections.suggestions.differences import Action, actions_between, move_actions
from contract_tests.harness.corrections.suggestions.places import (
    Ambiguous,
    body_schemas,
    operation_keys,
    response_keys,
    schemas_at,
)
from contract_tests.harness.corrections.suggestions.targets import Keys, look
from contract_tests.harness.findings.finding import Finding
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import walk
from vendor_spec.openapi.yaml_text import unshare

IN_BODY = re.compile(r"response\.(?P<status>\d{3}|default|[1-5]XX)\.body#(?P<pointer>(/.*)?)", re.DOTALL)


@frozen
class Seen:
    """What success answers of one operation showed: statuses, and the JSON types at each pointer (indices as `*`)."""

    statuses: Collection[int] = ()
    types: Mapping[str, Collection[str]] = field(factory=dict)


@define
class Subject:
    """One finding, and `content`, a copy of the document that a suggestion edits; moves come before other edits."""

    finding: Finding
    operation: Operation
    seen: Seen
    content: dict[str, Any]
    _base: dict[str, Any] = field(init=False)
    _moves: list[Action] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self._base = unshare(self.content)

    @property
    def keys(self) -> Keys:
        return operation_keys(self.operation)

    @property
    def definition(self) -> dict[str, Any]:
        """The operation, to be edited."""
        found: dict[str, Any] = look(self.content, self.keys)
        return found

    @property
    def is_30(self) -> bool:
        return str(self.content.get("openapi", "")).startswith("3.0")

    @property
    def body_place(self) -> tuple[str, str]:
        """The status and the pointer of a finding about a body; raises Ambiguous for another finding."""
        match = IN_BODY.fullmatch(self.finding.location)
        if match is None:
            raise Ambiguous
        return match["status"], match["pointer"]

    def schemas(self, pointer: str) -> list[Keys]:
        """Every schema that describes the value at a pointer of the body that the finding is about."""
        status, _ = self.body_place
        bodies = body_schemas(self.content, self.operation, status)
        return list(dict.fromkeys(keys for body in bodies for keys in schemas_at(self.content, body, pointer)))

    def move(self, source: Keys, target: Keys, *, keep: bool = False) -> None:
        """Copy what stands at `source` to `target`, where nothing is, and remove it at its old place unless `keep`."""
        self._moves += move_actions(self.content, source, target, keep=keep)
        moved, place = unshare(look(self.content, source)), self.content
        for key in target[:-1]:
            place = place.setdefault(str(key), {})
        place[str(target[-1])] = moved
        if not keep:
            del look(self.content, source[:-1])[source[-1]]
        self._base = unshare(self.content)

    def actions(self) -> list[Action]:
        """The moves, and what turns their outcome into `content`."""
        return [*self._moves, *actions_between(self._base, self.content)]

    def examples(self) -> Iterator[tuple[Any, str | int]]:
        """The examples of the answer that the finding is about: a container, and where in it an example stands."""
        status, _ = self.body_place
        response = look(self.content, response_keys(self.content, self.operation, status))
        for media in response.get("content", {}).values():
            if "example" in media:
                yield media, "example"
            for name in media.get("examples", {}):
                found = resolve(self.content, media["examples"][name])
                if "value" in found:
                    yield found, "value"
            for inner in walk(self.content, media.get("schema"), ("allOf",)):
                if "example" in inner.schema:
                    yield inner.schema, "example"


def holders(value: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object in a JSON value that may hold the field at `pointer` (indices as `*`), and the field's name."""
    if isinstance(value, list) and pointer.startswith("/*"):
        for item in value:
            yield from holders(item, pointer[2:])
    elif isinstance(value, dict):
        name = pointer.removeprefix("/")
        if name in value or "/" not in name:
            yield value, name
        for key, below in value.items():
            if pointer.startswith(f"/{key}/"):
                yield from holders(below, pointer[len(key) + 1 :])
