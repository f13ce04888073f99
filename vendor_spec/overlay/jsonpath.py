"""JSONPath, as RFC 9535 has it: the places of a JSON value that an expression selects."""

import json
import re
from typing import Any

import jsonpath_rfc9535
from jsonpath_rfc9535 import JSONPathError, JSONPathNode, JSONPathRecursionError

from vendor_spec.errors import SpecError

# A name after a dot that holds more than letters, digits and _: jsonpath-ng took it, RFC 9535 wants it quoted.
_UNQUOTED = re.compile(r"\.([\w$-]*[$-][\w$-]*)")


def find(expression: str, content: Any) -> list[JSONPathNode]:
    """Return the nodes that an expression selects, each once, in the order of the value.

    Raises SpecError, which says what is wrong with the expression, when it is no JSONPath or goes too deep.
    """
    try:
        nodes = jsonpath_rfc9535.find(expression, content)
    except (JSONPathRecursionError, RecursionError):
        raise SpecError(
            f"{expression[:120]}: it goes too deep (`..` ends at 100 levels); name more of the way"
        ) from None
    except JSONPathError as error:
        name = _UNQUOTED.search(expression)
        hint = f"; write ['{name[1]}'] for .{name[1]}" if name else ""
        raise SpecError(f"{expression}: {error}{hint}") from None
    return list({node.location: node for node in nodes}.values())


def names_one_place(expression: str) -> bool:
    """Return whether a JSONPath can select one place at most: it has no wildcard, filter, slice, list or descent."""
    return jsonpath_rfc9535.compile(expression).singular_query()


def quote(name: str) -> str:
    """Return a name as a JSONPath has it between [ and ]."""
    escaped = json.dumps(name, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{escaped}'"
