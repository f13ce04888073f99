"""Operations whose requests have another path than the document's; those that share one are told apart by the query."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.document import METHODS, Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER, has_path
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.validation import request_path

Query = Mapping[str, Collection[str]]


def move_where_free(content: dict[str, Any]) -> None:
    """Give each operation with an `x-request-path` that path in the document, in place, unless another one has it.

    Raises SpecError, naming operation and value, for an extension that is no path for it, or is the path of an
    operation from which no query tells it.
    """
    for operation in [each for each in iter_operations(content) if request_path.NAME in each.definition]:
        given = operation.definition[request_path.NAME]
        problem = request_path.find_problem(operation.path, given)
        if not problem and not _move_if_free(content, operation):
            problem = _find_alike(content, operation)
        if problem:
            label, value = operation.label[:200], json.dumps(given)[:80]
            raise SpecError(printable(f"gives {label} the {request_path.NAME} {value}, which {problem}"))


def _move_if_free(content: dict[str, Any], operation: Operation) -> bool:
    """Return False if another operation has the path, or its own path is a reference."""
    paths, new = content["paths"], operation.request_path
    item = paths[operation.path]
    if operation.method not in item:  # it is a reference, perhaps of several paths
        return False
    shared = {key: value for key, value in item.items() if key not in METHODS}
    others = [key for key in item if key in METHODS and key != operation.method]
    is_joining = new in paths and operation.method not in paths[new] and {*paths[new], *item} <= set(METHODS)
    if new != operation.path and has_path(content, new) and not is_joining:
        return False
    del operation.definition[request_path.NAME]
    if is_joining:
        paths[new][operation.method] = item.pop(operation.method)
        if not others:
            del paths[operation.path]
    elif new != operation.path:
        moved = {**shared, operation.method: item.pop(operation.method)}
        entries = [(path, value) for path, value in paths.items() if path != operation.path or others]
        index = list(paths).index(operation.path) + bool(others)
        paths.clear()
        paths.update([*entries[:index], (new, moved), *entries[index:]])
    return True


def _find_alike(content: Mapping[str, Any], operation: Operation) -> str:
    twins = group_twins(content).get(operation.label, [])
    for twin in twins:
        required = [each for each in _query_parameters(content, twin).values() if each.get("required")]
        simplest = {each["name"]: [_own_value(content, each) or ""] for each in required}
        other = addressee(content, twins, simplest)
        if other.label != twin.label:
            known = other if twin.label == operation.label else twin
            return f"is that of {known.label}, and no parameter of the query tells the two apart"
    return ""


def group_twins(content: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Return, by label, all operations with the method and request path of one, whatever their parameters are called.

    In the order of the document; those that have these for themselves are left out.
    """
    groups: dict[tuple[str, str], list[Operation]] = {}
    for operation in iter_operations(dict(content)):
        groups.setdefault((operation.method, PARAMETER.sub("{}", operation.request_path)), []).append(operation)
    alike = [group for group in groups.values() if len(group) > 1]
    return {each.label: group for group in alike for each in group}


def addressee(content: Mapping[str, Any], twins: Sequence[Operation], query: Query) -> Operation:
    """Return which one of twins a request with this query is for: the one that it fits best, or the first of those.

    What counts, in this order: required parameters that are missing, values that are the operation's own (the only one
    that is allowed, or the default), and parameters that the operation does not have.
    """
    return max(twins, key=lambda each: _fit(content, each, query))


def _fit(content: Mapping[str, Any], operation: Operation, query: Query) -> tuple[int, int, int]:
    own = _query_parameters(content, operation)
    missing = sum(bool(each.get("required")) and name not in query for name, each in own.items())
    fitting = sum(_own_value(content, each) in query.get(name, ()) for name, each in own.items())
    return -missing, fitting, -len(query.keys() - own.keys())


def _query_parameters(content: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    return {each["name"]: each for each in documented_parameters(content, operation) if each["in"] == "query"}


def _own_value(content: Mapping[str, Any], parameter: Mapping[str, Any]) -> str | None:
    schema = resolve(content, parameter.get("schema", {}))
    if not isinstance(schema, dict):
        return None
    listed = schema.get("enum") or []
    value = schema.get("const", listed[0] if len(listed) == 1 else schema.get("default"))
    return value if isinstance(value, str) else None
