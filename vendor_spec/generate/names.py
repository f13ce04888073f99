"""Readable and unique Python names for the classes of a client, and for what of a document has none."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from attrs import define
from openapi_python_client.strings import pascal_case, snake_case

from vendor_spec import python_names
from vendor_spec.openapi.document import iter_operations
from vendor_spec.python_names import class_name, module_name, schema_names, told_apart

# The generated modules import these: a model of the same name would shadow one.
IMPORTED = (
    *(
        "Any",
        "ClassVar",
        "File",
        "Literal",
        "Mapping",
        "Self",
        "SequenceNotStr",
        "TypeAlias",
        "TypeChecking",
        "Unset",
        "UUID",
        "datetime",
    ),
    *("Iterator", "AsyncIterator"),
)
# The response of `get-live-call` is a LiveCall: the verb says nothing about what comes back.
READING_VERBS = ("get", "retrieve", "fetch", "read", "show", "view")
# The phases of names: those of the document come first, those that stand for an item alone give way to all others.
SCHEMAS, COMPONENTS, SHARED_PARAMETERS, OPERATIONS, ITEMS = range(5)
INSTEAD, TITLE = "=", "~"  # before a text that takes the place of the parent's, and one that may begin with it
# What every record has beside its fields.
RECORD_MEMBERS = ("to_dict", "from_dict", "additional_properties")
LISTING_VERBS = ("list", "search", "find", "query")
UNTELLING = ("data", "items", "objects", "list", "result", "content", "")  # fields that hold what a response is about
# The first pattern that fits: words with the same form, rare forms, and the rules.
SINGULARS = (
    (r"(?i)(series|species|news|data|sms|mms|dns|https?|tls|alias|canvas|bias|atlas)$", r"\1"),
    (r"(?i)(p)eople$", r"\1erson"),
    (r"(?i)(child)ren$", r"\1"),
    (r"(?i)(cook|mov)ies$", r"\1ie"),
    (r"(?i)([^aeiou])ies$", r"\1y"),
    (r"(?i)(ss|sh|[^ac]ch|oach|x|alias|canvas|bias|stat?us|bonus|virus|campus)es$", r"\1"),
    (r"([A-Z])s$", r"\1"),
    (r"(?i)([^sui])s$", r"\1"),
)
FORMS = {"multipart/form-data": "Multipart", "application/x-www-form-urlencoded": "Form"}


@define(eq=False)
class Name:
    """The name of a class to be: the first free one of `texts`, behind that of `parent`.

    `place` is where the document describes it. Of all names those of an earlier `phase` are given first, and of these
    the nearer to the root; the order of the document decides nothing.
    """

    place: str
    phase: int
    parent: "Name | None"
    texts: tuple[str, ...]
    final: str = ""
    for_requests: str = ""
    depth: int = 0

    def __attrs_post_init__(self) -> None:
        self.depth = self.parent.depth + 1 if self.parent else 0

    def wanted(self, index: int) -> str:
        """Return a candidate; the last one when there are fewer."""
        text = self.texts[min(index, len(self.texts) - 1)]
        before = self.parent.parent if self.parent and text.startswith(INSTEAD) else self.parent
        front = before.final if before else ""
        # What a response has is named after the operation alone; a name of the document stays whole.
        if before and before.phase > COMPONENTS:
            front = front.removesuffix("Response") or front
        return class_name(behind(front, text.removeprefix(INSTEAD)).lstrip(TITLE))


def give_names(names: Iterable[Name], for_requests: Mapping[Name, bool], tags: Iterable[str]) -> None:
    """Set `final` of every name, and `for_requests` of some: the class as requests have it, where that is another.

    The value there says whether responses have the class, too; if not, one that is called a request keeps its name.
    """
    taken = {snake_case(name) for name in IMPORTED}
    for tag in {"default", *tags}:
        # A namespace module holds the class of its tag beside the models that it mentions.
        taken |= {snake_case(f"{prefix}{pascal_case(tag)}Namespace") for prefix in ("", "Async")}

    def rank(name: Name) -> tuple[int, int]:
        return name.phase, name.depth

    for (phase, depth), some in groupby(sorted(names, key=rank), rank):
        found = {name.place: name for name in some}
        given = schema_names(found, taken) if (phase, depth) == (0, 0) else _given(found, taken)
        for place, final in given.items():
            found[place].final = final
    for name in for_requests:
        name.for_requests = name.final
    differing = {
        name.place: name
        for name, is_in_both in for_requests.items()
        if is_in_both or not name.final.endswith("Request")
    }
    wanted = {place: f"{name.final}Request" for place, name in differing.items()}
    spellings = [lambda place: class_name(wanted[place]), lambda place: class_name(f"{differing[place].final}Writable")]
    for place, final in told_apart(wanted, spellings, taken, folded=module_name, unfolded=class_name).items():
        differing[place].for_requests = final


def _given(found: dict[str, Name], taken: set[str]) -> dict[str, str]:
    most = max(len(name.texts) for name in found.values())
    spellings = [
        *(lambda place, index=index: found[place].wanted(index) for index in range(most)),
        lambda place: class_name(f"{found[place].wanted(0)}Model"),
    ]
    texts = {place: name.wanted(0) for place, name in found.items()}
    return told_apart(texts, spellings, taken, folded=module_name, unfolded=class_name)


def operation_names(content: dict[str, Any]) -> dict[str, str]:
    """Return the name of each operation by its label: of its module and method."""
    operations = iter_operations(content)
    return python_names.operation_names({one.label: str(one.definition.get("operationId", "")) for one in operations})


def tag_names(content: dict[str, Any]) -> dict[str, str]:
    """Return the name of the namespace of each tag."""
    return python_names.tag_names(
        {str(tag) for operation in iter_operations(content) for tag in operation.definition.get("tags") or ()}
    )


def response_names(operation: str, status: str) -> tuple[str, ...]:
    """Return what the class of a response may be called."""
    if not status.startswith("2"):
        return (f"{operation}{'Error' if status.isdecimal() else 'Response'}{status}",)
    verb, _, noun = snake_case(operation).partition("_")
    long = f"{operation}Response"
    return (pascal_case(noun), long) if verb in READING_VERBS and noun else (long,)


def behind(front: str, text: str) -> str:
    """Return a text for a name behind that of what it is in; no word of a title is said twice."""
    if text.startswith(INSTEAD) or not front:
        return text
    if text.startswith(TITLE):
        return front + text.removeprefix(TITLE).removeprefix(front.lstrip(INSTEAD + TITLE))
    return front + text


def item_names(operation: str, field: str) -> tuple[str, ...]:
    """Return what the item of a list may be called: `Transaction` for `list-transactions` with its `transactions`.

    Where the field has another name than what the operation lists, that says what the items are: nothing is returned.
    """
    verb, _, noun = snake_case(operation).partition("_")
    noun = re.sub(r"^all_|_(by|for|of|in|from|with|on|at)_.*$", "", noun)
    if verb not in (*READING_VERBS, *LISTING_VERBS) or singular(noun) == noun:
        return ()
    field, listed = (snake_case(text).replace("_", "") for text in (field, noun))
    if field and field not in UNTELLING and not field.endswith(listed) and not listed.endswith(field):
        return ()
    return pascal_case(singular(noun)), f"{pascal_case(operation)}Item"


def member_names(text: str, usual: str) -> tuple[str, ...]:
    """Return what one of several may be called by the name of all: `Member`, or `MembersItem` if `usual` is `Item`."""
    one = singular(text)
    if snake_case(text.lstrip(INSTEAD + TITLE)) in UNTELLING or not text:
        return (usual,)
    return tuple(dict.fromkeys((one, f"{text}{usual}")))


def singular(text: str) -> str:
    """Return an English noun in the singular, whatever is before it; other texts as they are."""
    for pattern, ending in SINGULARS:
        if re.search(pattern, text):
            return re.sub(pattern, ending, text)
    return text


def named_after(names: tuple[str, ...], content_type: str, among: Iterable[str]) -> tuple[str, ...]:
    """Return the names for one of several bodies: JSON has the plain ones."""
    simple = content_type.split(";")[0].strip().lower()
    if simple.endswith("json") or len(list(among)) == 1:
        return names
    word = FORMS.get(simple) or pascal_case(simple.rpartition("/")[2])
    return tuple(f"{name}{word}" for name in names)
