"""Value lists, defaults, types and requiredness, as the cells of parameter and field tables word them."""

import re

_VALUE = r"`[^`\n]+`|\"[^\"\s]{1,40}\"|“[^”\s]{1,40}”"
_ASIDE = r"(?:\s*\([^()`]*\))?"
_GLUE = r"\s*(?:,\s*(?:and|or)\b|,|;|/|\||\band/or\b|\bor\b|\band\b)\s*(?:either\s+)?"
_LIST = re.compile(rf"(?:{_VALUE}){_ASIDE}(?:{_GLUE}(?:{_VALUE}){_ASIDE})+")
_ONE = re.compile(_VALUE)
_SINGLE = re.compile(
    rf"(?:\bmust\s+(?:always\s+)?(?:be|equal)|\balways|\bonly(?:\s+allowed|\s+accepts?)?|\bonly\s+supported\s+value"
    rf"|\bfixed\s+(?:to|value)|\bconstant)\s*(?:is|are|to|:|=)?\s*({_VALUE})",
    re.IGNORECASE,
)
# What stands before a list that only gives examples, or lists something else than the values.
_EXAMPLES = re.compile(
    r"(?:\be\.?\s?g\.?|\bfor\s+(?:example|instance)|\bexamples?|\bsuch\s+as|\blike|\bincluding|\bsimilar\s+to|\bsee"
    r"|\bunless|\bif|\bwhen|\bwhile|\bexcept|\bother\s+than|\bnot|\bnever|\bcannot\s+be|\bwithout|\bwith|\bdefaults?(?:\s+to|\s+is)?"
    r"|\bor|\bformat(?:ted)?(?:\s+as)?|\bin\s+the\s+form)\s*[:,=(]?\s*$",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"\s*(?:,|;)?\s*(?:\.{3}|…|etc\b|and\s+(?:so\s+on|more|others?)|or\s+(?:any\s+)?other|among\s+others)",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"\bdefaults?\s*(?:value)?\s*(?:(?:is|to|:|=)\s*)*(`[^`\n]+`|\"[^\"\n]+\"|-?\d+(?:\.\d+)?\b|true\b|false\b)",
    re.IGNORECASE,
)
_TYPES = {
    "string": "string", "str": "string", "text": "string", "uuid": "string", "url": "string", "uri": "string",
    "email": "string", "integer": "integer", "int": "integer", "int32": "integer", "int64": "integer",
    "long": "integer", "number": "number", "float": "number", "double": "number", "decimal": "number",
    "boolean": "boolean", "bool": "boolean", "array": "array", "list": "array", "object": "object",
    "map": "object", "dict": "object", "dictionary": "object", "hash": "object",
}  # fmt: skip
_YES = ("yes", "y", "true", "required", "mandatory", "always", "✓", "✔", "✅", "☑", "x")
_NO = ("no", "n", "false", "optional", "never", "✗", "✘", "❌", "-", "\N{EN DASH}", "\N{EM DASH}")
_REQUIRED = re.compile(r"^\W*(required|mandatory|optional)\b(?!\s+(?:if|when|for|unless|only))", re.IGNORECASE)
_MARKED = re.compile(r"\((required|mandatory|optional)\)|\*\*(required|optional)\*\*", re.IGNORECASE)


def find_values(text: str, names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the values that `text` says are the only ones; empty when it lists none, or only examples.

    A list of `names`, which are those of other fields of the page, is no list of values.
    """
    lines = [match[0] for line in text.split("\n") if (match := re.match(rf"\W*({_VALUE})", line))]
    if len(lines) > 1 and len(lines) >= text.count("\n"):
        return _clean(" ".join(lines), names)
    for match in _LIST.finditer(text):
        if not _EXAMPLES.search(text[: match.start()]) and not _OPEN_END.match(text, match.end()):
            return _clean(match[0], names)
    single = _SINGLE.search(text)
    if single and not re.match(rf"{_ASIDE}{_GLUE}", text[single.end() :]):
        return tuple(value for value in _clean(single[1], names) if value.lower() not in ("true", "false"))
    return ()


def split_values(text: str, names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the values in the cell of a column that is headed so, in code or bare."""
    if _ONE.search(text):
        return _clean(text, names) if not _OPEN_END.search(text) else ()
    bare = [part.strip() for part in re.split(r"[,|/;\n]|\bor\b", text)]
    return tuple(dict.fromkeys(bare)) if all(re.fullmatch(r"[\w.+-]+", part) for part in bare) else ()


def find_default(text: str) -> str:
    """Return the default value that `text` states; empty when it states none."""
    match = _DEFAULT.search(text)
    return _strip(match[1]) if match else ""


def find_type(text: str) -> str:
    """Return the JSON type that `text` names; empty when it names none, or several."""
    if "[]" in text or re.match(r"\W*(array|list)\b", text, re.IGNORECASE):
        return "array"
    types = {_TYPES[word] for word in re.findall(r"[a-z0-9]+", text.lower()) if word in _TYPES}
    return types.pop() if len(types) == 1 else ""


def find_required(text: str) -> bool | None:
    """Return whether a description, or the cell of a type, says that something is required; None when it is silent."""
    match = _REQUIRED.match(text) or _MARKED.search(text)
    return None if match is None else "optional" not in match[0].lower()


def read_flag(text: str) -> bool | None:
    """Return a yes or no; None for anything else, such as `Conditional` or an empty cell."""
    word = text.strip(" `*_.").lower() or text.strip().lower()
    return True if word in _YES else False if word in _NO else None


def _clean(text: str, names: frozenset[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(_strip(match[0]) for match in _ONE.finditer(text)))
    return () if any(value in names for value in values) else values


def _strip(value: str) -> str:
    return value.strip('`"“” ').strip("'\" ")
