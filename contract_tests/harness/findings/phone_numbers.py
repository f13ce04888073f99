"""Phone numbers: in any text, by how they look, and in fields, by what the document or their name calls them."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import phonenumbers

from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.openapi.references import resolve

MASK = "***"
FEWEST, MOST = 7, 15  # digits of a number (ITU-T E.164); a longer row of digits is several of them
SHORTEST_SHOWN = 5  # digits of what keeps its last two
MOST_LOOKED_UP = 500  # rows of digits in a process: one is looked up in all countries in up to 5 ms

# A digit, and what may stand between two of one number: as it is, as an address escapes it, and as Python does.
_DIGIT = r"(?:\d|%(?:25)*3\d)"
_PUNCTUATION = r"(?!\.\s)[^\S\n]|(?!\.\s)[-._()\[\]~/+\u00ad\u00b7\u2010-\u2015\u200b\u2060\u2212\u30fc\uff08-\uff0f]"
_ESCAPED = r"%(?:25)*(?:2[089BDEF]|5[BDF]|7E|09|C2%(?:25)*A0)|\\(?:t|x[0-9a-f]{2}|u[0-9a-f]{4})"
_BETWEEN = rf"(?:{_PUNCTUATION}|{_ESCAPED}){{0,4}}"
_PLUS = r"(?:\+|\uff0b|%(?:25)*2B)"
_ROW = re.compile(
    rf"(?<![%\\])(?<!%[0-9a-f])(?:{_PLUS}{_BETWEEN})?(?:[(]|%(?:25)*28)?"
    rf"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{{FEWEST - 1},}}",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(rf"(?:{_PUNCTUATION}|{_ESCAPED})+", re.IGNORECASE)
_ONE_DIGIT = re.compile(r"%(?:25)*3(\d)|(\d)")

_DATE = r"(?:(?:19|20)\d\d([-/._])(?:0[1-9]|1[0-2])\1[0-3]\d|[0-3]\d([-/._])(?:0[1-9]|1[0-2])\2(?:19|20)\d\d)"
_CLOCK = r"[0-2]\d(?::|%3A)[0-5]\d(?:(?::|%3A)[0-6]\d(?:[.,]\d{1,9})?)?(?:Z|[+-][01]\d:?[0-5]\d)?"
_CURRENCY = r"(?:[$\u00a2-\u00a5\u20a0-\u20bf]|(?:AED|AUD|CAD|CNY|EUR|GBP|INR|JPY|SGD|USD)\b|Rs\b\.?)"
# What tests of a bound send: the least and the most of an integer of 32, 53 and 64 bits, and those beside them.
_BOUNDS = frozenset(2**bits + beside for bits in (31, 32, 53, 63, 64) for beside in (-1, 0, 1))
_END = rf"(?!{_BETWEEN}\d)"
# What is made of as many digits and is no number.
_OTHER = re.compile(
    "|".join(
        (
            # A UUID, unless its last group is nothing but digits.
            r"(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}(?!\d{12})[0-9a-f]{12}(?![0-9a-z])",
            # A digest or another id in hexadecimal.
            r"(?<![0-9a-z])(?=\d*[a-f])(?![0-9a-f]*\d{10})(?:[0-9a-f]{8}){2,8}(?![0-9a-z])",
            rf"(?<!\d)(?<!\d[-./]){_DATE}(?:(?:[T _+]|%20|\\?u0020){_CLOCK})?(?!\d)",
            rf"(?<![\d:]){_CLOCK}(?!\d)",
            r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T?[0-2]\d[0-5]\d[0-5]\d(?!\d)",
            rf"(?:at|time|timestamp|date|epoch|ts|expires)\"\s*:\s*\"?1\d{{9}}(?:\d{{3}})?(?:\.\d+)?{_END}",
            # An address of the Internet, a version.
            r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d)",
            rf"(?<![\d.])(?=[\d.]*\.\d(?!\d))\d{{1,3}}(?:\.\d{{1,5}}){{2,3}}{_END}",
            # Money, a fraction.
            rf"{_CURRENCY}[ \u00a0]?\d{{1,9}}(?:[.,]\d+)?{_END}",
            rf"(?<![\d.])(?<!\d[ -])\d{{1,9}}(?:[.,]\d{{2}})?[ \u00a0]?(?={_CURRENCY})",
            r"(?<![\d.])\d{1,3}(?:[ \u00a0\u202f.']\d{3})+,\d{2}(?!\d)",
            rf"(?:amount|balance|price|cost|credits?|fee|total)\"\s*:\s*\"?-?\d{{1,9}}(?:\.\d+)?{_END}",
            rf"(?<![\d.])(?<!\d[ -])(?:\d{{1,9}}\.\d{{2}}|[1-9]?\d\.\d{{3,6}}){_END}",
        )
    ),
    re.IGNORECASE,
)


def mask_numbers(text: str) -> str:
    """Return `text` with everything that looks like a phone number masked, but for its last two digits."""
    return _mask_rows(text, _mask_row)


def mask_numbers_sent(text: str, shown: Collection[str]) -> str:
    """Return a text of a request with what is a phone number somewhere masked as `mask_numbers` does.

    Most digits there are made up: ids, counts, the bounds of an integer. `shown` are texts that may be seen.
    """

    def mask(row: re.Match[str]) -> str:
        digits = _digits_of(row[0])
        is_made_up = len({*digits}) == 1 or len(digits) > MOST or int(digits) in _BOUNDS
        if is_made_up or row[0] in shown or unquote(row[0]) in shown:
            return row[0]
        is_number = re.match(_PLUS, row[0]) or any(map(_is_valid_somewhere, _windows(_groups(row[0]))))
        return MASK + digits[-2:] if is_number else row[0]

    return _mask_rows(text, mask)


def _mask_rows(text: str, mask: Callable[[re.Match[str]], str]) -> str:
    if _ROW.search(text) is None:
        return text
    parts, end = [], 0
    for other in _OTHER.finditer(text):
        parts += [_ROW.sub(mask, text[end : other.start()]), other[0]]
        end = other.end()
    return "".join((*parts, _ROW.sub(mask, text[end:])))


def mask_value(value: str) -> str:
    """Return the mask of a text that is a phone number, whatever it looks like."""
    return MASK + (value[-2:] if len(_digits_of(value)) >= SHORTEST_SHOWN and value[-2:].isdecimal() else "")


def _mask_row(row: re.Match[str]) -> str:
    groups = _groups(row[0])
    digits = "".join(groups)
    if re.match(_PLUS, row[0]) or max(map(len, groups)) >= FEWEST or len(digits) > MOST:
        return MASK + digits[-2:]
    is_shape = set(digits[:-2]) == {"9"}  # as `shape_of` shows a text
    return row[0] if is_shape or not any(map(_is_valid_somewhere, _windows(groups))) else MASK + digits[-2:]


def _groups(row: str) -> list[str]:
    return [digits for group in _SEPARATOR.split(row) if (digits := _digits_of(group))]


def _windows(groups: list[str]) -> Iterator[str]:
    """Yield the digits of all groups, then of fewer: another number may stand before or after."""
    for size in range(len(groups), 0, -1):
        windows = ("".join(groups[start : start + size]) for start in range(len(groups) - size + 1))
        yield from (window for window in windows if len(window) >= FEWEST)


def _digits_of(text: str) -> str:
    return "".join(str(int(digit)) for match in _ONE_DIGIT.finditer(text) if (digit := match[1] or match[2]))


def _is_valid_somewhere(digits: str) -> bool:
    return _look_up.cache_info().misses > MOST_LOOKED_UP or _look_up(digits)


@lru_cache(2 * MOST_LOOKED_UP)
def _look_up(digits: str) -> bool:
    return any(_is_valid(digits, region) for region in phonenumbers.SUPPORTED_REGIONS)


def _is_valid(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_UNMISTAKABLE = re.compile(r"phone|msisdn|caller|callee|e\.?164", re.IGNORECASE)
_NAMES = frozenset(("from", "to"))
_WORDS = frozenset(("ani", "called", "calling", "cli", "clid", "did", "dnis", "fax", "mobile", "tel"))
_LAST_WORDS = frozenset(("number", "numbers"))
_FORMATS = frozenset(("e164", "e.164", "msisdn", "phone", "phone-number", "tel", "telephone"))
_E164_PATTERN = re.compile(r"\^?\(?(?:\\\+|\[\+\])\??\(?(?:\[[01]-9\]|\\d)")


def says_number(name: str) -> bool:
    """Return whether a field or parameter of this name holds phone numbers: `from`, `callerId`, `to_number`."""
    words = [word.lower() for word in _WORD.findall(name[:64])]
    return bool(
        name.lower() in _NAMES
        or _UNMISTAKABLE.search(name)
        or _WORDS & set(words)
        or (words and words[-1] in _LAST_WORDS)
    )


def number_fields(content: Any) -> frozenset[str]:
    """Return the names of the fields and parameters that a document describes as phone numbers: by format or pattern.

    `content` is a whole OpenAPI document.
    """
    return frozenset(name for name, schema in _named_schemas(content) if _describes_number(content, schema))


def _named_schemas(content: Any) -> Iterator[tuple[str, Any]]:
    for _, value in iter_values(content):
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            yield from value["properties"].items()
        if isinstance(value, dict) and isinstance(value.get("name"), str) and "schema" in value:
            yield value["name"], value["schema"]


def _describes_number(content: Any, schema: Any) -> bool:
    with suppress(KeyError, ValueError):  # in an example, anything may look like a schema
        schema = resolve(content, schema)
    if not isinstance(schema, dict):
        return False
    format_, pattern = (str(schema.get(keyword, "")) for keyword in ("format", "pattern"))
    return format_.lower() in _FORMATS or _E164_PATTERN.match(pattern) is not None
