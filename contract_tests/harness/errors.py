"""What ends a run early, each with the exit status it stands for and one sentence for the user."""


class RunFault(Exception):
    """A fault of the harness or of what it needs (exit status 4)."""

    status = 4


class UsageFault(RunFault):
    """The command, the environment or a file is not usable (exit status 2)."""

    status = 2


class OutageFault(RunFault):
    """The target does not respond, or says that it cannot for now (exit status 3)."""

    status = 3
