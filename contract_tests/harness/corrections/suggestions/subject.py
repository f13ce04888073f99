"""What a suggestion is made of: the document as it is to be, and what the run saw beside the finding itself."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from attrs import define, field, frozen

from contract_tests.harness.corrections.suggestions.differences import Action, actions_between
from contract_tests.harness.corrections.suggestions.places import (
    Ambiguous,
    body_schemas,
    operation_keys,
    response_keys,
    schemas_at,
)
from contract_tests.harness.corrections.suggestions.targets import Keys, look, target_of
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.schemas import examples_of, walk
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
        place, depth = self.content, 0
        with suppress(LookupError):
            for key in target:
                place, depth = look(place, (key,)), depth + 1
        room: dict[str, Any] = {}
        for key in reversed(target[depth:]):
            room = {str(key): room}
        self._moves.append({"target": target_of(self.content, target[:depth]), "update": room})
        place.update(unshare(room))
        here = target_of(self.content, source)
        self._moves.append({"target": target_of(self.content, target), "copy": here})
        look(self.content, target[:-1])[target[-1]] = unshare(look(self.content, source))
        if not keep:
            self._moves.append({"target": here, "remove": True})
            del look(self.content, source[:-1])[source[-1]]
        self._base = unshare(self.content)

    def actions(self) -> list[Action]:
        """The moves, and what turns their outcome into `content`."""
        return [*self._moves, *actions_between(self._base, self.content)]

    def in_examples(self) -> list[tuple[dict[str, Any], str]]:
        """Every object in an example of the answer that has the field that the finding is about, and its name."""
        status, pointer = self.body_place
        response = look(self.content, response_keys(self.content, self.operation, status))
        examples = []
        for media in response.get("content", {}).values():
            parts = walk(self.content, media.get("schema"), ("allOf",))
            for holder in (media, *(part.schema for part in parts)):
                examples += examples_of(self.content, holder)
        objects = ((at, value) for example in examples for at, value in iter_values(example) if isinstance(value, dict))
        return [(value, name) for at, value in objects for name in value if f"{at}/{name}" == pointer]
