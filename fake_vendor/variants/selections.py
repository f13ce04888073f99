"""How a user writes what is to be switched on: a name, its argument, its conditions, and an operation."""

import re

from attrs import frozen

from fake_vendor.errors import VendorFault
from fake_vendor.variants.effects import choose
from fake_vendor.variants.refusals import REFUSALS

_SELECTION = re.compile(
    r"(?P<name>[a-z0-9_]+\.[a-z0-9_]+)(:(?P<argument>.*?))?(?P<conditions>(,(from|every|nth|of|when)=[^,]*?)*)"
    r"(@(?P<operation>[A-Z]+ /\S*))?",
    re.DOTALL,
)
FORM = "NAME[:ARGUMENT][,CONDITION]...[@METHOD /path]"
CONDITIONS = {
    "from=N": "from the Nth request on, of all that the vendor gets",
    "every=N": "every Nth response only, of those at one operation that it could change",
    "nth=N": "the Nth of these only, once",
    "of=REFUSAL": f"the refusals of one cause, not the successes: {', '.join(REFUSALS)}",
    "when=PARAMETER=VALUE": "the requests with this query parameter only",
}


@frozen
class Selection:
    """One name that is switched on, with its argument; for one operation, or for all when `operation` is empty.

    The others are its `CONDITIONS`; a number is 0, and a text empty, where there is none.
    """

    text: str
    name: str
    argument: str = ""
    operation: str = ""
    start: int = 0
    every: int = 0
    nth: int = 0
    of: str = ""
    when: tuple[str, str] | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def is_conditional(self) -> bool:
        return self.start > 1 or self.is_picky

    @property
    def is_picky(self) -> bool:
        """Whether it leaves out requests after the first that it is on."""
        return bool(self.every or self.nth or self.of or self.when)


def parse_selection(text: str) -> Selection:
    """Return the selection that `text` writes out; raises VendorFault when it is not of the form."""
    match = _SELECTION.fullmatch(text.strip())
    if match is None and re.fullmatch(r"[\w.]+", text):
        raise VendorFault(f"there is no drift, variant or outage {text[:120]}; --list shows the names")
    if match is None:
        raise VendorFault(f"{text[:120]!r} is not of the form {FORM}; --list shows the names")
    conditions = dict(condition.split("=", 1) for condition in match["conditions"].split(",")[1:])
    numbers = {name: conditions[name] for name in ("from", "every", "nth") if name in conditions}
    for condition, number in numbers.items():
        if not number.isdecimal() or not 1 <= int(number) <= 1_000_000:
            raise VendorFault(f"{text}: {condition}={number} is not a whole number, 1 or more")
    name, equals, value = conditions.get("when", "x=").partition("=")
    if not name or not equals:
        raise VendorFault(f"{text}: write when=PARAMETER=VALUE, such as when=status=queued")
    if "of" in conditions:
        choose(conditions["of"], REFUSALS)
    return Selection(
        text=text.strip(),
        name=match["name"],
        argument=match["argument"] or "",
        operation=match["operation"] or "",
        start=int(numbers.get("from", 0)),
        every=int(numbers.get("every", 0)),
        nth=int(numbers.get("nth", 0)),
        of=conditions.get("of", ""),
        when=(name, value) if "when" in conditions else None,
    )
