"""One thing that a run saw for or against a correction."""

from enum import StrEnum

from attrs import field, frozen


class Sign(StrEnum):
    """What a response shows of a correction, compared with the vendor's own text."""

    CONFIRMS = "confirms"  # only our text allows it
    REFUTES = "refutes"  # only the vendor's text allows it
    SPARES = "spares"  # the vendor's text holds where it used to fail, and ours does, too
    LEAVES_OPEN = "leaves_open"  # sent, but the response decides neither


@frozen
class Evidence:
    """`what` was seen at `operation` (its corrected label); `findings` are the ids of what is wrong by our text."""

    correction: str
    operation: str
    sign: Sign = field(converter=Sign)
    what: str
    findings: tuple[str, ...] = ()
