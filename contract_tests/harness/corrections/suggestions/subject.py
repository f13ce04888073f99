"""What a suggestion is made of: the document as it is to be, and what the run saw beside the finding itself."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, response_key
from vendor_spec.openapi.schemas import examples_of, walk

DEPTH = 30


class Ambiguous(ValueError):
    """Nothing says for sure which part of the document is meant, or what it has to say."""


@frozen
class Seen:
    """Statuses, and the JSON types at each pointer (indices as `*`) in successful responses of one operation."""

    statuses: Collection[int] = ()
    types: Mapping[str, Collection[str]] = field(factory=dict)


@frozen
class Subject:
    """One finding, and a copy of the document, which a suggestion edits.

    Attributes:
        operation: The operation of the finding, as a part of `content`.
        content: The copy. What the properties and methods return are parts of it; they raise LookupError for none.
    """

    finding: Finding
    operation: Operation
    seen: Seen
    content: dict[str, Any]

    @property
    def is_30(self) -> bool:
        return str(self.content.get("openapi", "")).startswith("3.0")

    @property
    def pointer(self) -> str:
        """The pointer of the value, in a body, that the finding is about."""
        return self.finding.location.partition("#")[2]

    @property
    def parent(self) -> str:
        """The pointer of the object whose field the finding is about."""
        return self.pointer.rpartition("/")[0]

    @property
    def field(self) -> str:
        """The name of the field that the finding is about."""
        return self.pointer.rpartition("/")[2]

    @property
    def is_about_request(self) -> bool:
        """Whether the finding is about the body of the request."""
        return self.finding.location.startswith("request.")

    @property
    def request_body(self) -> dict[str, Any]:
        """The body of the operation's request."""
        body: dict[str, Any] = resolve(self.content, self.operation.definition["requestBody"])
        return body

    @property
    def response(self) -> dict[str, Any]:
        """The response that covers the status of the finding."""
        status = self.finding.location.split(".")[1]
        responses = documented_responses(self.content, self.operation)
        return responses[response_key(responses, status) or status]

    @property
    def parameter(self) -> dict[str, Any]:
        """The parameter of a finding at `query.limit`, for one."""
        place, _, name = self.finding.location.partition(".")
        parameters = documented_parameters(self.content, self.operation)
        return {(each["in"], each["name"]): each for each in parameters}[place, name]

    def schemas(self, pointer: str) -> list[dict[str, Any]]:
        """Return every schema that describes the value at a pointer of the JSON body that the finding is about."""
        bodies = (self.request_body if self.is_about_request else self.response).get("content", {}).items()
        described = [media.get("schema") for media_type, media in bodies if "json" in media_type.lower()]
        schemas = [each for schema in described for each in _schemas_at(self.content, schema, pointer)]
        return list({id(schema): schema for schema in schemas}.values())

    def in_examples(self) -> list[tuple[dict[str, Any], str]]:
        """Return every object in an example of the response that has the field of the finding, and its name."""
        examples = []
        for media in self.response.get("content", {}).values():
            parts = walk(self.content, media.get("schema"), ("allOf",))
            for holder in (media, *(part.schema for part in parts)):
                examples += examples_of(self.content, holder)
        objects = ((at, value) for example in examples for at, value in iter_values(example) if isinstance(value, dict))
        return [(value, name) for at, value in objects for name in value if f"{at}/{name}" == self.pointer]


def _schemas_at(content: Any, schema: Any, pointer: str, depth: int = DEPTH) -> Iterator[dict[str, Any]]:
    """Yield every part of `schema` that describes the value at `pointer` (indices as `*`): itself and its `allOf`.

    Raises Ambiguous where alternatives leave open which one of them describes it.
    """
    schema = resolve(content, schema)
    if not isinstance(schema, dict) or not depth:
        return
    for keyword in ("oneOf", "anyOf"):
        real = [part for part in schema.get(keyword, []) if not (isinstance(part, dict) and part.get("type") == "null")]
        if len(real) > 1:
            raise Ambiguous
        for part in real:
            yield from _schemas_at(content, part, pointer, depth - 1)
    for part in schema.get("allOf", []):
        yield from _schemas_at(content, part, pointer, depth - 1)
    if not pointer:
        yield schema
        return
    below = {f"/{name}": part for name, part in schema.get("properties", {}).items()}
    for step, part in {**below, "/*": schema.get("items")}.items():
        rest = pointer.removeprefix(step)
        if rest != pointer and rest[:1] in ("", "/"):
            yield from _schemas_at(content, part, rest, depth - 1)
