"""The form of a text, inferred from the document's own examples: a value may differ, its form may not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.openapi.schemas import examples_of, walk

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# What is one, however it is spelt; without its hyphens a client that splits it finds nothing.
ANY_UUID = rf"(?i:\{{{UUID}\}}|(?:urn:uuid:)?{UUID})"
TIMESTAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d)(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
TIMES = ("date-time", "date", "time")
# Only fields with such names hold words of a fixed set; a name or a note may be any word today and another tomorrow.
NAMES_OF_FIXED_WORDS = re.compile(r"(^|_)(status|state|direction|type|kind|mode|method|role|level|reason)$")


@frozen
class Form:
    """What values look like: a name for it, and the pattern that they match whole."""

    name: str
    pattern: str

    def fits(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value) is not None


# The examples that show a form, by what they match whole.
FORMS = {
    ANY_UUID: Form("a UUID", ANY_UUID),
    r"\d{5,}": Form("digits only", r"\d+"),
    r"\+\d{5,}": Form("+ and digits", r"\+\d+"),
    r"(?s:https?://.*)": Form("an absolute URL", r"(?i:https?)://\S+"),
}
FORMS_OF_WORDS = {
    r"[a-z]+((-[a-z]+)*|(_[a-z]+)*)": Form("lower-case words without spaces", r"[a-z0-9]+([-_][a-z0-9]+)*"),
    r"[A-Z]+((-[A-Z]+)*|(_[A-Z]+)*)": Form("upper-case words without spaces", r"[A-Z0-9]+([-_][A-Z0-9]+)*"),
}


def infer_form(name: str, example: str) -> Form | None:
    """Return the form of an example of the field `name`; None when it shows none."""
    if match := TIMESTAMP.fullmatch(example):
        return _timestamp_form(match)
    forms = FORMS | (FORMS_OF_WORDS if NAMES_OF_FIXED_WORDS.search(name) else {})
    return next((form for pattern, form in forms.items() if re.fullmatch(pattern, example)), None)


def documented_forms(content: Mapping[str, Any], media_types: Mapping[str, Any]) -> dict[str, Form]:
    """JSON pointer (array indices as `*`) of a body -> form, wherever all examples in its media types agree.

    Where the schema itself says which values there are, by the format of a time or a list of them, no example is
    needed: it shows one spelling of several.
    """
    examples = [("", example) for media in media_types.values() for example in examples_of(content, media)]
    stated = set[str]()
    for media in media_types.values():
        for inner in walk(content, media.get("schema")):
            examples += [(inner.pointer, value) for value in examples_of(content, inner.schema)]
            if inner.schema.get("format") in TIMES or "enum" in inner.schema:
                stated.add(inner.pointer)
    texts = defaultdict(list)
    for place, example in examples:
        for pointer, value in iter_values(example, place):
            if isinstance(value, str) and value and pointer not in stated:
                texts[pointer].append(value)
    forms = {pointer: _common_form(pointer.rpartition("/")[2], values) for pointer, values in texts.items()}
    return {pointer: form for pointer, form in forms.items() if form is not None}


def _timestamp_form(match: re.Match[str]) -> Form:
    _, _, _, separator, _, _, seconds, _, zone = match.groups()
    # A fraction of zero is left out by some printers, so it may be there or not.
    tail = (r":\d\d(\.\d+)?" if seconds else "") + ("" if not zone else "Z" if zone == "Z" else r"[+-]\d\d:?\d\d")
    name = f"a timestamp like 2026-01-31{separator}23:59{':59' if seconds else ''}{zone or ''}"
    day = r"(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    return Form(name, rf"{day}{separator}([01]\d|2[0-4]):[0-5]\d{tail}")


def _common_form(name: str, examples: Iterable[str]) -> Form | None:
    forms = {infer_form(name, example) for example in examples}
    return forms.pop() if len(forms) == 1 else None
