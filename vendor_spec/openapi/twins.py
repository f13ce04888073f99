"""Operations that requests reach by one method and one path, told apart by what is in the query."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.request_path import PARAMETER

Query = Mapping[str, Collection[str]]


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
    own = {each["name"]: each for each in documented_parameters(content, operation) if each["in"] == "query"}
    missing = sum(bool(each.get("required")) and name not in query for name, each in own.items())
    fitting = sum(_own_value(content, each) in query.get(name, ()) for name, each in own.items())
    return -missing, fitting, -len(query.keys() - own.keys())


def _own_value(content: Mapping[str, Any], parameter: Mapping[str, Any]) -> str | None:
    schema = resolve(content, parameter.get("schema", {}))
    if not isinstance(schema, dict):
        return None
    listed = schema.get("enum") or []
    value = schema.get("const", listed[0] if len(listed) == 1 else schema.get("default"))
    return value if isinstance(value, str) else None
