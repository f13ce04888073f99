"""Text that shows whether an API keeps what it is sent: accents, an emoji, and letters from right to left."""

import re
from collections.abc import Mapping
from typing import Any

from contract_tests.harness.probes.writes.fields import STATE, Fields
from vendor_spec.openapi.resources.lists import snake

TEXT = "Zoë Łuś 🦉 שלום"
FREE = re.compile(
    r"^(?:(?:friendly|display|full|first|last|contact|company|organi[sz]ation)_)?name$"
    r"|(?:^|_)(?:title|description|text|notes?|comments?|label|alias|subject|summary|memo|remarks?|caption)$"
)
BOUND = ("format", "pattern", "enum", "const", "oneOf", "anyOf", "allOf", "not", "x-enum")


def has_text(body: Any) -> bool:
    """Return whether a body has letters beyond ASCII already."""
    values = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    return (isinstance(body, str) and not body.isascii()) or any(map(has_text, values))


def with_text(body: Mapping[str, Any], written: Fields) -> dict[str, Any] | None:
    """Return a body with such a text in the first field that takes any; None where it has no such field."""
    for name, value in body.items():
        schemas = written.get(f"/{name}", ())
        is_free = schemas and all(_takes_any(schema) for schema in schemas)
        if is_free and isinstance(value, str) and FREE.search(snake(name)) and not STATE.search(snake(name)):
            return {**body, name: TEXT}
    return None


def _takes_any(schema: Mapping[str, Any]) -> bool:
    is_text = schema.get("type") == "string" or (isinstance(schema.get("type"), list) and "string" in schema["type"])
    longest, shortest = schema.get("maxLength"), schema.get("minLength", 0)
    fits = (longest is None or longest >= len(TEXT.encode())) and shortest <= len(TEXT)
    return is_text and fits and not any(keyword in schema for keyword in BOUND)
