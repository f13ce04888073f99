"""Value lists, defaults, types and requiredness, as the cells of parameter and field tables word them."""

import re

REACH = 200  # characters before a list that can belong to its clause
_VALUE = r"`[^`\n]+`|\"[^\"\s]{1,40}\"|“[^”\s]{1,40}”"
_ASIDE = r"(?:\s*\([^()`]*\))?"
_GLUE = (
    r"(?:\s*(?:,\s*(?:and|or)\b|,|;|/|\||\band/or\b|\bor\b|\band\b)\s*(?:either\s+)?"
    r"|(?<=,[\"”])\s+(?:(?:or|and)\s+)?)"  # a comma inside the quotes
)
_LIST = re.compile(rf"(?:{_VALUE}){_ASIDE}(?:{_GLUE}(?:{_VALUE}){_ASIDE})+")
_ONE = re.compile(_VALUE)
_MUST = re.compile(
    rf"\b(?:must|has\s+to|have\s+to|needs?\s+to|can\s+only|may\s+only)\s+(?:always\s+|only\s+|currently\s+)?"
    rf"(?:be|equal|have\s+the\s+value)"
    rf"(?:\s+(?:always|exactly|set\s+to|equal\s+to|the\s+(?:literal\s+|exact\s+)?(?:value|string|word|text)))*\s*:?\s*({_VALUE})"
    rf"|\b(?:only\s+(?:supported|allowed|accepted|possible|valid)\s+value|fixed\s+(?:to|value)|constant)\s*(?:is|:|=)?\s*({_VALUE})",
    re.IGNORECASE,
)
_ONLY = re.compile(
    rf"\b(?:always|only(?:\s+allowed|\s+accepts?)?)\s*(?:is|are|to|set\s+to|:|=)?\s*({_VALUE})"
    r"(?=\s*(?:[.,;:)]|$|\n|(?:is|are)\s+(?:supported|allowed|accepted|valid|possible)|supported|allowed|accepted|for\s+now|currently|today"
    r"|at\s+the\s+moment|here|to\b))",
    re.IGNORECASE,
)
# What follows a value that is no value but a kind of one, or that is wanted sometimes only.
_NO_VALUE_AFTER = re.compile(
    r"\s+(?:format\w*|encod\w+|urls?|uris?|strings?|texts?|files?|styles?|notation|compat\w*|compliant|syntax|objects?|arrays?|ids?"
    r"|numbers?|addresses|types?|if|when|unless|for|while|on)\b",
    re.IGNORECASE,
)
# What stands right before a list that only gives examples, or lists something else than the values.
_EXAMPLES = re.compile(
    r"(?:\be\.?\s?g\.?|\bfor\s+(?:example|instance)|\bexamples?|\bsuch\s+as|\blike|\bincluding|\bsimilar\s+to|\bsee"
    r"|\bunless|\bif|\bwhen|\bwhile|\bexcept|\bother\s+than|\bnot|\bnever|\bcannot\s+be|\bwithout|\bwith|\bdefaults?(?:\s+to|\s+is)?"
    r"|\b(?:events?|headers?|fields?|parameters?|attributes?|keys?)|\bbetween|\bfrom|\bfor|\bover|\b(?:start|begin|end)(?:s|ing)?(?:\s+with)?|\b(?:pre|suf)fix\w*|\bcontain(?:s|ing)?|\bseparated\s+by|\bfollowed\s+by"
    r"|\bor|\b(?:shown|written|displayed)\s+as|\bformat(?:ted)?(?:\s+as)?|\bin\s+the\s+form)\s*[:,=(]?\s*(?:either\s+)?$",
    re.IGNORECASE,
)
# What makes a list one of examples, or of what holds sometimes, however many words of the clause stand between.
_SOME_OF_THEM = re.compile(
    r"\b(?:e\.?\s?g\b\.?|(?:for\s+)?example|for\s+instance|such\s+as|like|inclu(?:de|des|ding)|among|common|commonly|typical|typically"
    r"|usual|usually|popular|mostly|some|if|when|unless|while)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
# Members of the list that are no values: `letters, "-" and "_" only`.
_KINDS_OF_CHARACTERS = re.compile(
    r"\b(?:letters?|digits?|numbers?|numerals?|characters?|chars?|spaces?|words?|alphanumerics?|symbols?|punctuation|text|strings?)"
    r"\s*(?:,|/|;|\band\b|\bor\b|\+)?\s*(?:and\s+|or\s+)?$",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"\s*[,;]?\s*\(?(?:\.{3}|…|etc\b|for\s+example\b|examples?\b|e\.?\s?g\b"
    r"|(?:and|&|as\s+well\s+as|plus)\s+(?:so\s+(?:on|forth)|(?:\w+\s+)?(?:more|others?|similar|similarly|any|anything|custom|further|letters|digits"
    r"|numbers|spaces))\b|or\s+\w|among\s+others|(?:are|is)\s+(?:\w+\s+)?(?:examples?|common|typical|some)\b|(?:if|when|unless)\b)",
    re.IGNORECASE,
)
# What may follow a list in its sentence: a noun would make it one of names (`a` and `b` parameters).
_ENDS = re.compile(
    r"\s*(?:[.,;:!)\]/\u2013\u2014-]|\(|$|\n|(?:to|in|for|as|at|by|with|on|based|depending|representing|respectively|here|only|now|today|currently"
    r"|supported|allowed|accepted|values?|options?|but|which|where|because|since|so|and)\b"
    r"|(?:is|are)\s+(?:\w+\s+)?(?:supported|allowed|accepted|valid|possible|permitted|available)\b)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"`([^`\n]{1,40})`\s+(?:can|may|must|should)\b", re.IGNORECASE)
# What makes two words that only `and` joins values rather than things.
_LEAD = re.compile(
    r"\b(?:values?|options?|choices|one\s+of|either|supported|allowed|accepted|accepts|valid|possible|permitted|available|can\s+be|may\s+be)\b",
    re.IGNORECASE,
)
# Wherever a cell says this, it allows more than it lists.
_MORE = re.compile(
    r"\b(?:empty|blank|null)\b|\b(?:comma|space|pipe|semicolon)[-\s]*(?:separated|delimited)\b|\bcombin\w+|\bone\s+or\s+more\b|\bmultiple\b"
    r"|\b(?:in|within)\s+(?:the\s+)?future\b|\b(?:additional|further|new|other)\s+(?:\w+\s+){1,2}may\b|\bexhaustive\b"
    r"|\bcase[-\s]*insensitive\b|\bany\s+(?:\w+\s+){0,2}(?:value|text|string|word|url|name)\b|\bcustom\b|\bfree[-\s]*(?:form|text)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"[<>{}]|\.{3}|…")
_BARE_GLUE = r"\s*(?:,\s*(?:or|and)\s|[,|/]|\s(?:or|and)\s)\s*"
_BARE = r"[A-Za-z0-9][\w-]*(?:\s*\([^()\n]{0,40}\))?"
_STATED = re.compile(
    rf"(?:\b(?:possible|allowed|valid|supported|accepted|permitted)\s+(?:values?|options|choices)(?:\s+are)?\s*:?|(?:^|[.;(]\s*)values?\s*:"
    rf"|(?:^|[.;(]\s*)(?:either|one\s+of)\s*:?)\s*({_BARE}(?:{_BARE_GLUE}{_BARE})+)(?=\s*(?:[.;]|$|\n))",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"\bdefaults?\s*(?:value)?\s*(?:(?:is|to|:|=)\s*)*(`[^`\n]+`|\"[^\"\n]+\"|-?\d+(?:\.\d+)?\b|true\b|false\b)",
    re.IGNORECASE,
)
_BARE_DEFAULT = re.compile(
    r"\bdefaults?\s*(?:value\s*)?(?:is|to|:|=)\s*(?!none\b|null\b|empty\b|no\b|n/a\b|unlimited\b)([A-Za-z][\w-]*)(?=\s*(?:[.;,)]|$|\n))",
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
_MARKED = re.compile(r"\((required|mandatory|optional)\)|[.;]\s+(required|mandatory|optional)\.?\s*$", re.IGNORECASE)


def find_values(text: str, names: frozenset[str] = frozenset(), own: str | None = None) -> tuple[str, ...]:
    """Return the values that `text` says are the only ones; empty when it lists none, or only examples.

    A list of `names`, which are those of other fields of the page, is no list of values, nor is one that something else
    than `own`, the name of the field, is said to be of.
    """
    if own is not None and any(subject.rpartition(".")[2] != own for subject in _SUBJECT.findall(text)):
        return ()
    lines = [match[0] for line in text.split("\n") if (match := re.match(rf"\W*({_VALUE})", line))]
    if _MORE.search(text):
        return ()
    if len(lines) > 1 and len(lines) >= text.count("\n"):
        return () if _is_open(text, text.find("\n"), len(text)) else _clean(" ".join(lines), names)
    for match in _LIST.finditer(text):
        if not _is_open(text, match.start(), match.end(), names):
            return _clean(match[0], names)
    if (stated := _STATED.search(text)) and not _is_open(text, stated.start(1), stated.end(1), names):
        listed = (re.sub(r"\s*\(.*\)", "", value) for value in re.split(_BARE_GLUE, stated[1]))
        bare = tuple(dict.fromkeys(listed))
        return () if names.intersection(bare) else bare
    single = _MUST.search(text) or _ONLY.search(text)
    if (
        single is None
        or re.match(rf"{_ASIDE}{_GLUE}", text[single.end() :])
        or _NO_VALUE_AFTER.match(text, single.end())
    ):
        return ()
    value = next(filter(None, single.groups()))
    is_conditional = _SOME_OF_THEM.search(text[max(0, single.start() - REACH) : single.start()])
    return () if is_conditional or _strip(value).lower() in ("true", "false") else _clean(value, names)


def split_values(text: str, names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the values in the cell of a column that is headed so, in code or bare."""
    if (first := _ONE.search(text)) is not None:
        words = re.sub(rf"{_GLUE}|{_ASIDE}|<br\s*/?>", " ", _ONE.sub("", text))
        is_whole = not (re.search(r"\w", words) or _MORE.search(text)) and not _is_open(text, first.start(), len(text))
        return _clean(text, names) if is_whole else find_values(text, names)
    bare = [part.strip() for part in re.split(r"[,|/;\n]|\bor\b", text)]
    return tuple(dict.fromkeys(bare)) if all(re.fullmatch(r"[\w.+-]+", part) for part in bare) else ()


def find_default(text: str) -> str:
    """Return the default value that `text` states; empty when it states none."""
    match = _DEFAULT.search(text) or _BARE_DEFAULT.search(text)
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


def _is_open(text: str, start: int, end: int, names: frozenset[str] = frozenset()) -> bool:
    """Return whether the list of values from `start` to `end` is not meant to be whole, or is about one of `names`."""
    before = text[max(0, start - REACH) : start]
    clause = re.split(r"[.!?;]\s", before)[-1]
    glue = _ONE.sub("", text[start:end])
    is_pair = re.search(r"\band\b", glue) and not re.search(r"\bor\b|[,/|;\n]", glue)
    following = re.split(r"[.!?;]\s", text[end : end + REACH])[0]
    if is_pair and not (_LEAD.search(clause) or _LEAD.search(following)):
        return True  # two things, not two values
    if any(_strip(match[0]) in names for match in _ONE.finditer(clause)):
        return True
    patterns = (_EXAMPLES, _SOME_OF_THEM, _KINDS_OF_CHARACTERS)
    is_some = any(pattern.search(before) for pattern in patterns) or _OPEN_END.match(text, end) is not None
    return is_some or _ENDS.match(text, end) is None


def _clean(text: str, names: frozenset[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(_strip(match[0]) for match in _ONE.finditer(text)))
    is_list = all(re.search(r"\w", value) and value not in names and not _PLACEHOLDER.search(value) for value in values)
    return values if is_list else ()


def _strip(value: str) -> str:
    is_quoted = value[:1] in '"“'
    text = value.strip('`"“” ').strip("'\" ")
    return text.rstrip(",") if is_quoted else text
