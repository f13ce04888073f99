"""A response is about what was asked for: the ids in it are those of the request."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.values.same_values import is_same
from contract_tests.harness.findings.redactor import Redactor
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import names_account
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.resources.collections import IDS, WRAPPERS
from vendor_spec.openapi.resources.lists import snake

ALIASES = {"me", "@me", "self", "current", "default", "mine", "own", "latest", "active", "primary", "~", "-"}
# An object under such a name is another one, of the same kind as that which was asked for.
RELATED = re.compile(
    r"(^|_)(parents?|child(ren)?|previous|next|related|replac\w*|source|target|origin\w*|other|links?|linked|repl(y|ies)"
    r"|successor|predecessor|sibling\w*|members?|from|to|peer|counterpart\w*|sub\w*|alternat\w*|duplicate\w*|merged"
    r"|error\w*)(_|$)"
)
AS_ASKED, OWN_ITEMS = "the value that was asked for", "items of the account that was asked for"
DEEPEST = 6  # levels of a body
MOST_OBJECTS = 10_000  # of a body


def check_echo(
    operation: Operation, body: Any, place: str, sent: Mapping[str, str], redactor: Redactor
) -> Iterator[Observation]:
    """Yield each field of a body that has the name of a path parameter, and another value than the request.

    The resource itself may leave out the beginning of the name: `id` for `number_id`. Without that, the outermost
    fields with the whole name count. Of a list, a few items of another account are more than a wrong field.
    """
    last = PARAMETER.findall(operation.request_path)[-1:]
    is_item = operation.request_path.rstrip("/").endswith("}")
    for name, value in sent.items():
        if value.casefold() in ALIASES:
            continue
        own = _find_own(body, name, value) if is_item and [name] == last else []
        top = [(f"/{name}", body[name])] if isinstance(body, dict) and name in body else []
        echoes = [*top, *own] or _find_named(body, name)
        # Where all items name another account, the field is wrong; where some do, they are in the wrong list; and of a
        # single one nobody can tell.
        in_list = [echo for at, echo in echoes if "/*" in at] if names_account(name) else []
        if len(in_list) == 1:
            continue
        is_mixed = any(is_same(value, echo) for echo in in_list)
        kind, expected = ("account.not_isolated", OWN_ITEMS) if is_mixed else ("field.echo", AS_ASKED)
        for pointer, echo in echoes:
            if _is_another(value, echo):
                observed = f"another one: {redactor.shape(str(echo))}"
                yield Observation(kind, f"{place}{pointer}", expected, observed)


def _find_named(body: Any, name: str) -> list[tuple[str, Any]]:
    """Return the outermost fields with this name, each with its JSON pointer (array indices as `*`)."""
    level, left = [("", body)], MOST_OBJECTS
    for _ in range(DEEPEST):
        found = [(f"{at}/{name}", value[name]) for at, value in level if isinstance(value, dict) and name in value]
        if found or left <= 0:
            return found
        level = [inner for at, value in level for inner in _inside(at, value)][:left]
        left -= len(level)
    return []


def _inside(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from ((f"{pointer}/*", item) for item in value if isinstance(item, dict | list))
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, dict | list) and not RELATED.search(snake(name)):
                yield f"{pointer}/{name}", item


def _find_own(body: Any, name: str, sent: str) -> list[tuple[str, Any]]:
    """Return the field of the resource itself that has the end of a parameter's name, the one that is as sent first."""
    noun, _, end = snake(name).rpartition("_")
    if not noun or end not in IDS or not isinstance(body, dict):
        return []
    inner = [(f"/{key}", body[key]) for key in body if snake(key) in (noun, *WRAPPERS) and isinstance(body[key], dict)]
    found = [(f"{at}/{key}", each[key]) for at, each in [("", body), *inner] for key in each if snake(key) == end]
    return sorted(found, key=lambda each: not is_same(sent, each[1]))[:1]


def _is_another(sent: str, echo: Any) -> bool:
    """Return whether a value is another one of the same form: a name beside an id is no other resource."""
    if isinstance(echo, bool) or not isinstance(echo, str | int) or echo == "" or is_same(sent, echo):
        return False
    first, second = sent.removeprefix("+"), str(echo).removeprefix("+")
    if len(first) == len(second) or (first.isdecimal() and second.isdecimal()):
        return _beginning(first) == _beginning(second)
    return _beginning(first) == _beginning(second) and _kinds(first) == _kinds(second)


def _beginning(text: str) -> str:
    """Return what the ids of one kind begin with: `call_`."""
    beginning = re.match(r"[A-Za-z]{1,12}_", text)
    return beginning[0] if beginning else ""


def _kinds(text: str) -> set[str]:
    """Return of which characters a text is."""
    return {"9" if each.isdecimal() else "x" if each.isalpha() else each for each in text}
