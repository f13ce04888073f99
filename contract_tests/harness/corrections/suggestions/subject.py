"""What a suggestion is made of: the document as it is to be, and what the run saw beside the finding itself."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from attrs import define, field, frozen

from contract_tests.harness.corrections.suggestions.places import (
    Ambiguous,
    body_schemas,
    operation_keys,
    response_keys,
    schemas_at,
)
from contract_tests.harness.corrections.suggestions.targets import Keys, look
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.schemas import examples_of, walk

IN_BODY = re.compile(r"response\.(?P<status>\d{3}|default|[1-5]XX)\.body#(?P<pointer>(/.*)?)", re.DOTALL)


@frozen
class Seen:
    """Statuses, and the JSON types at each pointer (indices as `*`) in successful responses of one operation."""

    statuses: Collection[int] = ()
    types: Mapping[str, Collection[str]] = field(factory=dict)


@define
class Subject:
    """One finding, and `content`: a copy of the document, which a suggestion edits."""

    finding: Finding
    operation: Operation
    seen: Seen
    content: dict[str, Any]

    @property
    def definition(self) -> dict[str, Any]:
        """The operation, to be edited."""
        definition: dict[str, Any] = look(self.content, operation_keys(self.operation))
        return definition

    @property
    def is_30(self) -> bool:
        return str(self.content.get("openapi", "")).startswith("3.0")

    @property
    def pointer(self) -> str:
        """The pointer of the value, in a body, that the finding is about."""
        return self.body_place[1]

    @property
    def parent(self) -> str:
        """The pointer of the object whose field the finding is about."""
        return self.pointer.rpartition("/")[0]

    @property
    def field(self) -> str:
        """The name of the field that the finding is about."""
        return self.pointer.rpartition("/")[2]

    @property
    def body_place(self) -> tuple[str, str]:
        """The status and the pointer of a finding about a body; raises Ambiguous for another finding."""
        match = IN_BODY.fullmatch(self.finding.location)
        if match is None:
            raise Ambiguous
        return match["status"], match["pointer"]

    def schemas(self, pointer: str) -> list[Keys]:
        """Return every schema that describes the value at a pointer of the body that the finding is about."""
        status, _ = self.body_place
        bodies = body_schemas(self.content, self.operation, status)
        return list(dict.fromkeys(keys for body in bodies for keys in schemas_at(self.content, body, pointer)))

    def in_examples(self) -> list[tuple[dict[str, Any], str]]:
        """Return every object in an example of the response that has the field of the finding, and its name."""
        status, pointer = self.body_place
        response = look(self.content, response_keys(self.content, self.operation, status))
        examples = []
        for media in response.get("content", {}).values():
            parts = walk(self.content, media.get("schema"), ("allOf",))
            for holder in (media, *(part.schema for part in parts)):
                examples += examples_of(self.content, holder)
        objects = ((at, value) for example in examples for at, value in iter_values(example) if isinstance(value, dict))
        return [(value, name) for at, value in objects for name in value if f"{at}/{name}" == pointer]
