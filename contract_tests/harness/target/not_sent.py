"""Why a request was not sent. What it would have shown is inconclusive; the text of the exception is the reason."""

from typing import ClassVar

from contract_tests.harness.findings.result import Skip, SkipCode


class NotSent(Exception):
    """A request that was not sent."""

    code: ClassVar[SkipCode]

    @property
    def skip(self) -> Skip:
        return Skip(self.code, str(self))


class OutOfBudget(NotSent):
    """The run has sent as many requests as it may."""

    code = SkipCode.BUDGET


class OutOfTime(NotSent):
    """The run has lasted as long as it may."""

    code = SkipCode.TIME_LIMIT


class NotAllowed(NotSent):
    """A request that this run must not send."""

    code = SkipCode.POLICY


class TargetDown(NotSent):
    """The target has refused so many connections in a row that sending more is pointless."""

    code = SkipCode.NO_ANSWER
