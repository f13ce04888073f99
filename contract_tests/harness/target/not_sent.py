"""Why a request was not sent. What it would have shown is inconclusive; the text of the exception is the reason."""

TIME_LIMIT = "the time limit of {:g} s is reached"


class NotSent(Exception):
    """A request that was not sent."""


class OutOfBudget(NotSent):
    """The run has sent as many requests as it may."""


class OutOfTime(NotSent):
    """The run has lasted as long as it may."""


class NotAllowed(NotSent):
    """A request that this run must not send."""


class TargetDown(NotSent):
    """The target has refused so many connections in a row that asking on is pointless."""
