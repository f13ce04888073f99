"""What is said of a fault that was mended: which operation, where, and what."""

import json

from attrs import frozen

from vendor_spec.errors import printable

LONGEST_VALUE = 60


@frozen
class Notice:
    """A fault of the document that is mended in the corrected one.

    `operation` is the label (`GET /a`) of the operation that it belongs to; None for a part that several share, and for
    the document as a whole. `place` names the part within it (`query product`), `pointer` is its JSON Pointer; `rule`
    is the fault's name, which tells apart what can be wrong at one place.
    """

    operation: str | None
    place: str
    pointer: str
    rule: str
    fault: str

    @property
    def sentence(self) -> str:
        """The notice for people: `GET /a, query product: the default 'none' is not one of its values`."""
        return printable(f"{', '.join(filter(None, (self.operation, self.place))) or 'the document'}: {self.fault}")


def shown(value: object) -> str:
    """Return a value of the document as a message shows it."""
    text = printable(repr(value) if isinstance(value, str) else json.dumps(value))
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."
