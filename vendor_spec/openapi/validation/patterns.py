"""The patterns of a document, held against texts in bounded time: they are as little trusted as the rest of it."""

from functools import lru_cache

import jsonschema_rs

STEPS = 100_000  # of going back and trying again, which only look-arounds and references to groups need


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> jsonschema_rs.Validator | None:
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=STEPS, size_limit=10_000_000)
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    except (jsonschema_rs.ValidationError, ValueError):
        return None


def is_pattern(pattern: str) -> bool:
    """Return whether `pattern` is a regular expression as JSON Schema has it (ECMA-262)."""
    return _compile(pattern) is not None


def matches(pattern: str, text: str) -> bool | None:
    """Return whether a part of `text` matches `pattern`, in time that grows with the length of both at most.

    None when nobody can tell: it is no regular expression, or it takes more than STEPS steps back.
    """
    compiled = _compile(pattern)
    if compiled is None:
        return None
    try:
        error = next(compiled.iter_errors(text), None)
    except ValueError:  # half of a surrogate pair
        return None
    if error is None:
        return True
    return None if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded) else False
