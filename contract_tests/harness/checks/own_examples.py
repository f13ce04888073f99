"""The document's own examples against its schemas: one notice for each that contradicts its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import asdict, evolve, field, frozen

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import request_bodies, response_bodies
from contract_tests.harness.checks.prose.examples import KIND, UNDOCUMENTED
from contract_tests.harness.checks.prose.schemas import find_undocumented, find_violations
from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import find_counterpart
from vendor_spec.openapi.references import escape, iter_nodes, resolve
from vendor_spec.openapi.responses import documented_statuses
from vendor_spec.openapi.schemas import walk
from vendor_spec.overlay.correction import CorrectedDocument

MOST_NAMED = 3
_FOUND: list[tuple[Mapping[str, Any], dict[str, list[Observation]]]] = []


def find_contradictory_examples(corrected: CorrectedDocument, operation: Operation) -> list[Finding]:
    """Return the examples of the document that contradict their schemas and that this operation is the first to use.

    The state of those that only the uncorrected document has is `corrected`.
    """
    now = _find(corrected.content, operation.label)
    original = find_counterpart(operation, corrected.operations, corrected.document.operations)
    before: list[Observation] = []
    if original is not None and corrected.overlay.actions:
        before = _find(corrected.document.content, original.label)
    kept = {each.location for each in now}
    return [
        Finding(operation=operation.label, **asdict(observation, recurse=False), state=state)
        for observations, state in ((now, State.NEW), (before, State.CORRECTED))
        for observation in observations
        if state is State.NEW or observation.location not in kept
    ]


def _find(content: Mapping[str, Any], label: str) -> list[Observation]:
    found = next((found for known, found in _FOUND if known is content), None)
    if found is None:
        found = _Examples.of(content).judge_all()
        _FOUND[:] = [*_FOUND[-1:], (content, found)]  # a run compares two states of a document
    return found.get(label, [])


@frozen
class _Examples:
    """The examples of a document, each looked at once, from the first operation that uses it.

    Attributes:
        places: The JSON Pointer of each object, by its id.
    """

    content: Mapping[str, Any]
    places: Mapping[int, str]
    _entered: set[int] = field(factory=set)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "_Examples":
        return cls(content, {id(node): place for place, node, _ in iter_nodes(content)})

    def judge_all(self) -> dict[str, list[Observation]]:
        """Return what contradicts its schema, by the label of an operation."""
        return {
            operation.label: list(self._judge_operation(operation)) for operation in iter_operations({**self.content})
        }

    def _judge_operation(self, operation: Operation) -> Iterator[Observation]:
        content = self.content
        for parameter in documented_parameters(content, operation):
            yield from self._judge_holder(f"document.{parameter['in']}.{parameter['name']}", parameter, is_json=True)
        for body in (
            *request_bodies(content, operation),
            *response_bodies(content, operation, documented_statuses(operation)),
        ):
            yield from self._judge_holder(f"document.{body.location}#", body.media, is_json=body.is_json)

    def _judge_holder(self, location: str, holder: Mapping[str, Any], *, is_json: bool) -> Iterator[Observation]:
        schema = holder.get("schema")
        if id(holder) not in self._entered and is_json and schema is not None:
            yield from self._judge(location, holder, schema)
        self._entered.add(id(holder))
        for inner in walk(self.content, schema, entered=self._entered):
            yield from self._judge(f"{location}{inner.pointer}", inner.schema, inner.schema)

    def _judge(self, location: str, owner: Mapping[str, Any], schema: Any) -> Iterator[Observation]:
        for key, example in self._examples_of(owner):
            violations = [
                evolve(each, observed=f"the document's example: {each.observed}")
                for each in find_violations(self.content, schema, example)
            ]
            undocumented = dict.fromkeys(find_undocumented(self.content, schema, example))
            violations += [
                Observation(KIND, pointer, "no such field", "the document's example has it", UNDOCUMENTED)
                for pointer in undocumented
            ]
            if violations:
                yield _sum_up(violations, location, f"{self.places.get(id(owner), '')}/{key}".removeprefix("#"))

    def _examples_of(self, owner: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        if "example" in owner:
            yield "example", owner["example"]
        given = owner.get("examples", {})
        named = given.items() if isinstance(given, dict) else enumerate(given)
        for name, example in named:
            value = resolve(self.content, example) if isinstance(given, dict) else {"value": example}
            if "value" in value:
                yield f"examples/{escape(name)}", value["value"]


def _sum_up(violations: list[Observation], location: str, place: str) -> Observation:
    """Return one observation of all that an example has differently; `place` is its JSON Pointer."""
    first, *others = violations
    if not others:
        return evolve(first, location=f"{location}{first.location}", observed=f"{first.observed} (at {place})")
    shown = [f"{each.location or 'its root'} ({each.expected})" for each in violations[:MOST_NAMED]]
    more = [f"{len(violations) - MOST_NAMED} more"] if len(violations) > MOST_NAMED else []
    observed = f"the document's example (at {place}) has something else at {', '.join([*shown, *more])}"
    return Observation(KIND, location, "an example as its schema says", observed, "example")
