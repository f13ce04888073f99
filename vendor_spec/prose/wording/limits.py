"""Lengths, ranges and numbers of items, as the cells of parameter and field tables word them."""

import re
from collections.abc import Iterator
from typing import Literal

from vendor_spec.prose.claims import LimitClaim

_NUMERIC = ("integer", "number")
RANGE_GROUPS = 3  # two numbers and a unit
Measure = Literal["value", "length", "items"]

_NUMBER = r"(-?\d{1,3}(?:,\d{3})+|-?\d{1,15}(?:\.\d{1,6})?)"
_FREE = r"(?<![\w.$€₹#+:/%,-])"  # a number, and no part of a date, a telephone number, a version or a price
_END = r"(?![\w%]|[.,:/-]\d|-\w)"
_UNIT = r"\s*`?(?:[-\s]\s*)?([a-z]+)?"
_TO = r"\s*`?\s*(?:-|\u2013|\u2014|\.{2,3}|…|\bto\b|\band\b|\bthrough\b)\s*`?\s*"
_AT_MOST = (
    r"\bup\s+to|\bat\s+most|\b(?:max\b\.?|maximum\b)(?:\s+(?:of|is|length|value|number|size|count|items|characters|allowed|is))*"
    r"|\b(?:no|not)\s+(?:more|longer|greater|larger)\s+than|\b(?:can|must|may|should)\s?not\s+exceed|\bnot\s+exceed(?:ing)?"
    r"|\blimited\s+to|\blimit(?:\s+(?:of|is))?|<=|≤|\bless\s+than\s+or\s+equal\s+to|\bwithin"
)
_AT_LEAST = (
    r"\bat\s+least|\b(?:min\b\.?|minimum\b)(?:\s+(?:of|is|length|value|number|size|count|items|characters|allowed))*"
    r"|\b(?:no|not)\s+(?:less|fewer|shorter|smaller)\s+than|>=|≥|\bgreater\s+than\s+or\s+equal\s+to"
)
_NUMBER_OF = rf"\s*[:=(]?\s*`?{_NUMBER}{_END}{_UNIT}"
_MORE_THAN = r"\b(?:greater|more|larger)\s+than|(?<![\w<=-])>"
_LESS_THAN = r"\b(?:less|smaller|fewer)\s+than|(?<![\w>=-])<"
_FORMS = tuple(
    (form, re.compile(pattern, re.IGNORECASE))
    for form, pattern in (
        ("range", rf"{_FREE}`?{_NUMBER}{_TO}{_NUMBER}{_END}{_UNIT}"),
        ("high", rf"(?:{_AT_MOST}){_NUMBER_OF}"),
        ("low", rf"(?:{_AT_LEAST}){_NUMBER_OF}"),
        ("high", rf"{_FREE}`?{_NUMBER}{_END}{_UNIT}\s+(?:or\s+(?:fewer|less)|at\s+most|max(?:imum)?)\b"),
        ("low", rf"{_FREE}`?{_NUMBER}{_END}{_UNIT}\s+(?:or\s+more|at\s+least|min(?:imum)?)\b"),
        ("exact", rf"\b(?:exactly|must\s+(?:be|have|contain)){_NUMBER_OF}"),
        ("above", rf"(?:{_MORE_THAN}){_NUMBER_OF}"),
        ("below", rf"(?:{_LESS_THAN}){_NUMBER_OF}"),
    )
)
_UNITS: dict[Measure, tuple[str, ...]] = {
    "length": ("character", "char", "letter", "digit", "symbol"),
    "items": ("item", "entry", "entrie", "element", "value"),
    "value": ("second", "sec", "s", "minute", "min", "hour", "day", "ms", "millisecond", "time", "attempt", "retry",
              "retrie", "ring", "percent"),
}  # fmt: skip
# After the number, these begin something else: it has no unit.
_WORDS = (
    *("and", "or", "inclusive", "in", "is", "are", "the", "by", "with", "per", "long", "default", "defaults"),
    *("allowed", "but"),
)
_CONDITION = re.compile(
    r"\s*(?:\w+\s+)?\(?"
    r"(?:if|when|for|unless|on|per\s+(?!page\b|request\b|call\b)|each|apiece|while|depending|recommended|returned|by\s+default)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:recommend\w*|typical\w*|usual\w*|about|approx\w*|around|roughly|e\.?\s?g|example|such\s+as|like|if|when|unless|step|steps|each|every|followed\s+by|for\s+`"
    r"|returns?|returned|never|cannot)\b[^.;]{0,40}$|\b(?:not|default\w*)\s*(?:to|is|:)?\s*$",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\beither\b", re.IGNORECASE)
_LENGTH_BEFORE = re.compile(r"\b(?:length|long|characters?|chars?)\b[^.;,]{0,20}$", re.IGNORECASE)
_ITEMS_BEFORE = re.compile(r"\b(?:items|entries|elements|number\s+of)\b[^.;,]{0,20}$", re.IGNORECASE)
_TIMES = tuple(f"{unit}s" for unit in ("millisecond", "second", "minute", "hour", "day", "week"))
_TIME = re.compile(rf"\b(?:{'|'.join(_TIMES)})\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"{_FREE}`?{_NUMBER}{_END}")
_SEPARATED = re.compile(r"\b(?:separated|delimited)\b", re.IGNORECASE)
_NOTHING = re.compile(r"\b(?:empty|blank|null)\b", re.IGNORECASE)
REACH = 80  # characters before a number that can belong to its clause


def find_limits(text: str, type_: str = "") -> tuple[LimitClaim, ...]:
    """Return the limits that `text` states without a condition, one a measure; `type_` is the JSON type of the value.

    A range in bare numbers is one of values; with a noun that is no unit (`up to 500 records`) it says nothing, unless
    the value is a list.
    """
    limits: dict[Measure, LimitClaim] = {}
    contradicted: set[Measure] = set()
    spans: list[tuple[int, int]] = []
    for measure, low, high in _find(text, type_, spans):
        known = limits.get(measure, LimitClaim(measure))
        pairs = ((known.low, low), (known.high, high))
        if any(None not in pair and pair[0] != pair[1] for pair in pairs):
            contradicted.add(measure)  # the limits of several things
        low, high = (one if one is not None else two for one, two in pairs)
        if low is None or high is None or low <= high:
            limits[measure] = LimitClaim(measure, low, high)
    others = [
        _number(match[1])
        for match in _ANY_NUMBER.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    ]
    sure = [limit for measure, limit in limits.items() if measure not in contradicted]
    return tuple(limit for limit in sure if not _has_exception(text, limit, others))


def _has_exception(text: str, limit: LimitClaim, others: list[float]) -> bool:
    """Return whether the text names a value beyond the limit, such as `0` for none, or says that none is fine."""
    if limit.of != "value":
        is_one_of_many = limit.of == "length" and _SEPARATED.search(text) is not None
        return is_one_of_many or bool(limit.low and _NOTHING.search(text))
    if re.search(r"\bexclusive", text, re.IGNORECASE):
        return True
    return any(
        (limit.low is not None and each < limit.low) or (limit.high is not None and each > limit.high)
        for each in others
    )


def _find(text: str, type_: str, taken: list[tuple[int, int]]) -> Iterator[tuple[Measure, float | None, float | None]]:
    """Yield what is limited, and the bounds; `taken` gets where in the text that stands."""
    for form, pattern in _FORMS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - REACH) : match.start()]
            is_new = all(match.end() <= start or match.start() >= end for start, end in taken)
            measure = _measure(text, match, before, type_)
            is_pair = re.search(r"\d`?\s*and\b", match[0]) and not re.search(r"\bbetween\s+$", before, re.IGNORECASE)
            if (
                not is_new
                or measure is None
                or is_pair
                or _VAGUE.search(before)
                or _EITHER.search(text[: match.start()])
            ):
                continue
            taken.append(match.span())
            first, last = _number(match[1]), _number(match.groups()[-2])
            if form in ("above", "below"):
                if measure == "value" and type_ == "integer":
                    yield measure, first + 1 if form == "above" else None, last - 1 if form == "below" else None
            elif form != "exact" or measure != "value":
                yield measure, None if form == "high" else first, None if form == "low" else last


def _measure(text: str, match: re.Match[str], before: str, type_: str) -> Measure | None:
    """Return what a number counts; None when that, or whether it always holds, is not sure."""
    unit = (match.groups()[-1] or "").lower()
    is_range = len(match.groups()) == RANGE_GROUPS
    if is_range and (match[1], match[2]) == ("0", "9") and re.search(r"\b[aA]-[zZ]\b", text):
        return None  # a class of characters
    is_word = unit in _WORDS or unit.startswith(("recommend", "if", "when", "for", "unless", "on"))
    end = match.start(match.lastindex or 0) if is_word else match.end()
    if _CONDITION.match(text[end : end + 40]) or (is_word and unit not in _WORDS):
        return None
    if is_range and type_ == "array" and not unit.endswith("s"):
        return None  # the values inside of it
    if unit in _TIMES and any(other.lower() != unit for other in _TIME.findall(text)):
        return None  # given in another unit than the value is
    if unit and not is_word:
        singular = unit.removesuffix("s") if len(unit) > 2 else unit
        named = next((measure for measure, units in _UNITS.items() if singular in units or unit in units), None)
        return named or ("items" if type_ == "array" else "value" if is_range and type_ in _NUMERIC else None)
    said = before + match[0]
    head = said[: said.rfind(match[1])]
    if _LENGTH_BEFORE.search(head):
        return "length"
    return "items" if type_ == "array" or _ITEMS_BEFORE.search(head) else "value"


def _number(text: str) -> float:
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() else number
