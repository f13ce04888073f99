"""What changed between two versions of the document, rated for a client, as the vendor rates it."""

from collections.abc import Iterator
from typing import Any

from vendor_spec.counts import counted
from vendor_spec.diff.change import Change, Difference, Rating
from vendor_spec.diff.collisions import find_collisions
from vendor_spec.diff.deprecation import is_deprecated
from vendor_spec.diff.operations import OperationComparison
from vendor_spec.diff.schemas.comparison import SchemaComparison
from vendor_spec.diff.schemas.shapes import Shapes
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.paths import PARAMETER

_WORDS = Change(Rating.NOTICE, "words", "only words, examples, or the way it is written changed")


def find_changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes from `old` to `new`, the breaking ones first, each once with the operations that have it.

    What operations come to is compared (references followed, parts merged), for who sends it and who reads it, by the
    vendor's list of what is additive and what is breaking (its page on versioning). A document with faults, such as a
    reference that leads nowhere, may be one that cannot be compared.
    """
    if old == new:
        return []
    try:
        changes = [*_compare(old, new), *find_collisions(old, new)]
    except KeyError as error:
        changes = [_not_compared(f"a version refers to {error.args[0]}, which it lacks")]
    order = list(Rating)
    return sorted(changes, key=lambda change: order.index(change.rating)) or [_WORDS]


def _not_compared(why: str) -> Change:
    return Change(Rating.BREAKING, "not_compared", f"{why}; read the change itself")


def _compare(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before, after = (list(iter_operations(content)) for content in (old, new))
    pairs = _match(before, after)
    schemas = SchemaComparison(Shapes(old), Shapes(new))
    comparisons = [OperationComparison(schemas, *pair) for pair in pairs]
    kept_old, kept_new = {one.label for one, _ in pairs}, {other.label for _, other in pairs}
    yield from _gather(comparisons)
    if schemas.is_cut or schemas.old.is_cut or schemas.new.is_cut:
        yield _not_compared("the schemas are merged in more ways than are compared")
    for operation in before:
        if operation.label not in kept_old:
            was = " (it was deprecated)" if is_deprecated([operation.definition]) else ""
            yield Change(Rating.BREAKING, "operation.removed", f"the operation was removed{was}", (operation.label,))
    added = [operation.label for operation in after if operation.label not in kept_new]
    yield from (Change(Rating.ADDITIVE, "operation.added", "new operation", (label,)) for label in added)


def count(changes: list[Change]) -> str:
    """Return how many changes there are of each rating: `1 breaking, 0 deprecated, 2 additive`, notices if any."""
    numbers = {rating: sum(change.rating is rating for change in changes) for rating in Rating}
    notices = numbers.pop(Rating.NOTICE)
    told = [f"{number} {rating.value}" for rating, number in numbers.items()]
    return ", ".join([*told, *([counted(notices, "notice")] if notices else [])])


def _match(before: list[Operation], after: list[Operation]) -> list[tuple[Operation, Operation]]:
    """Return the operations that are in both, perhaps under another path."""
    pairs: list[tuple[Operation, Operation]] = []
    rest, others = before, after
    for name in (_label, _template, _id, _alike):
        rest, others = _match_by(name, rest, others, pairs)
    order = {operation.label: index for index, operation in enumerate(before)}
    return sorted(pairs, key=lambda pair: order[pair[0].label])


def _match_by(
    name: Any, before: list[Operation], after: list[Operation], pairs: list[tuple[Operation, Operation]]
) -> tuple[list[Operation], list[Operation]]:
    """Add to `pairs` what has the same name, alone on its side; return what is left."""
    named: dict[Any, list[list[Operation]]] = {}
    for side, operations in enumerate((before, after)):
        for operation in operations:
            if key := name(operation):
                named.setdefault(key, [[], []])[side].append(operation)
    found = [(one[0], other[0]) for one, other in named.values() if len(one) == len(other) == 1]
    pairs += found
    gone, come = {one.label for one, _ in found}, {other.label for _, other in found}
    return [each for each in before if each.label not in gone], [each for each in after if each.label not in come]


def _label(operation: Operation) -> Any:
    return operation.label


def _template(operation: Operation) -> Any:
    return operation.method, PARAMETER.sub("{}", operation.path)


def _id(operation: Operation) -> Any:
    id_ = operation.definition.get("operationId")
    return id_ and (operation.method, id_)


def _alike(operation: Operation) -> Any:
    return operation.method, PARAMETER.sub("{}", operation.path).lower().rstrip("/")


def _gather(comparisons: list[OperationComparison]) -> Iterator[Change]:
    """Yield each difference once, with the operations that have it: a shared schema changed for all that use it."""
    told: dict[Any, tuple[Difference, dict[str, None]]] = {}
    same: dict[Any, Any] = {}
    for comparison in comparisons:
        for here, shared in comparison.differences():
            # The same object comes from the same schema; the same sentence from schemas that are written out.
            key = same.setdefault(id(shared), (here.rating, here.kind, here.sentence))
            told.setdefault(key, (here, {}))[1][comparison.new.label] = None
    for here, labels in told.values():
        yield Change(here.rating, here.kind, here.sentence, tuple(labels))
