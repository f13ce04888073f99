"""How a drift is named: `NAME[:ARGUMENT][,every=N][,when=PARAMETER=VALUE][@METHOD /path]`."""

import re

from attrs import frozen

from fake_vendor.errors import VendorFault
from fake_vendor.spec.request import Request

_SELECTION = re.compile(
    r"(?P<name>[a-z0-9_]+\.[a-z0-9_]+)(:(?P<argument>.*?))?(?P<conditions>(,(every|when)=[^,]*?)*)"
    r"(@(?P<operation>[A-Z]+ /\S*))?",
    re.DOTALL,
)
FORM = "NAME[:ARGUMENT][,every=N][,when=PARAMETER=VALUE][@METHOD /path]"


@frozen
class Selection:
    """One name that is switched on, with its argument; for one operation, or for all when `operation` is empty.

    `every` N: only every Nth response that it could change; `when`: only requests with this query parameter.
    """

    name: str
    argument: str = ""
    operation: str = ""
    every: int = 0  # as the name itself has it
    when: tuple[str, str] | None = None

    def __str__(self) -> str:
        text = f"{self.name}:{self.argument}" if self.argument else self.name
        text += f",every={self.every}" if self.every else ""
        text += f",when={'='.join(self.when)}" if self.when else ""
        return f"{text}@{self.operation}" if self.operation else text

    @property
    def is_conditional(self) -> bool:
        return self.every > 0 or self.when is not None

    def concerns(self, request: Request) -> bool:
        """Return whether the request is one of those that `when` means."""
        return self.when is None or self.when in request.args.items(multi=True)


def parse_selection(text: str) -> Selection:
    """Return the selection that `text` writes out; raises VendorFault when it is not of the form."""
    match = _SELECTION.fullmatch(text.strip())
    if match is None:
        raise VendorFault(f"{text[:120]!r} is not of the form {FORM}; --list shows the names")
    every, when = 0, None
    for condition in match["conditions"].split(",")[1:]:
        key, _, value = condition.partition("=")
        if key == "every":
            if not value.isdecimal() or not 1 <= int(value) <= 1_000_000:
                raise VendorFault(f"{text}: every={value} is not a whole number, 1 or more")
            every = int(value)
        else:
            name, equals, wanted = value.partition("=")
            if not name or not equals:
                raise VendorFault(f"{text}: write when=PARAMETER=VALUE, such as when=status=queued")
            when = (name, wanted)
    return Selection(match["name"], match["argument"] or "", match["operation"] or "", every, when)
