"""How the commands of the project begin and end: at Ctrl-C, a mistake or a fault with one sentence after their name.

It imports next to nothing, so that Ctrl-C is in its hands while a command imports the rest.
"""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from vendor_spec.errors import SpecError, printable

if TYPE_CHECKING:
    import click

USAGE, INTERRUPTED = 2, 130
ENDS = (signal.SIGINT, signal.SIGTERM)


class Interrupt(KeyboardInterrupt):
    """Ctrl-C or SIGTERM. A plain KeyboardInterrupt that has passed through `exec` decides the exit status of Python."""

    __module__ = "builtins"  # pytest shows a user the whole name


def start(main: Callable[[Sequence[str]], int]) -> NoReturn:
    """Run a program with the arguments of the process, interrupted by Ctrl-C and SIGTERM, and end with its status."""
    interrupt_once()
    status = main(sys.argv[1:])
    ignore_ends()
    sys.exit(status)


def interrupt_once(note: Callable[[], object] = bool) -> None:
    """Raise Interrupt at the first Ctrl-C or SIGTERM, after `note`, and do nothing at the next.

    What is put in order after the first is not cut short by the second.
    """

    def interrupt(*_: object) -> NoReturn:
        ignore_ends()
        note()
        raise Interrupt

    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # a job in the background
            signal.signal(number, interrupt)


def ignore_ends() -> None:
    """Let neither Ctrl-C nor SIGTERM interrupt what follows."""
    for number in ENDS:
        signal.signal(number, _noop_handler)


def end(
    name: str, command: Callable[[], int | None], *faults: type[Exception], interrupted: str = "interrupted"
) -> int:
    """Return the exit status of a command; say in a sentence after its `name` what has ended it before its end.

    The status is 2 for a mistake, and for a file that cannot be read or written; a fault's own `status` if it has one;
    130 after Ctrl-C or SIGTERM, for which `interrupted` is the sentence. `faults` are expected beside SpecError.
    """
    try:
        status = int(command() or 0)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        sentence, status = interrupted, INTERRUPTED
    except OSError as error:
        sys.stdout = None  # Python would try once more at its end
        sentence = f"{error.filename or 'the output'} cannot be read or written: {error.strerror}; mend that first"
        status = USAGE
    except Exception as error:
        import click

        if isinstance(error, (SpecError, *faults)):
            sentence, status = str(error), getattr(error, "status", USAGE)
        elif isinstance(error, click.exceptions.Exit):
            return error.exit_code
        elif isinstance(error, click.Abort):
            sentence, status = interrupted, INTERRUPTED
        elif isinstance(error, click.ClickException):
            sentence, status = describe(error), error.exit_code
        else:
            raise
    print(f"{name}: {printable(sentence)}", file=sys.stderr)
    return status


def invoke(program: click.Command, name: str, arguments: Sequence[str], given: Any = None) -> int:
    """Run a command of click's; `given` is its context's `obj`. Raises what `end` knows.

    Click's own `main` would print an empty line at Ctrl-C.
    """
    with program.make_context(name, list(arguments), obj=given) as context:
        return int(program.invoke(context) or 0)


def describe(error: click.ClickException) -> str:
    """Return a sentence about a mistake that click has found, with the nearest right word or where to read more."""
    import click

    sentence = error.format_message()
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return sentence if error.param is None else _describe_value(error.param.type, sentence)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sentence = "a command is missing"
    elif isinstance(error, click.NoSuchOption | click.exceptions.NoSuchCommand) and error.possibilities:
        return f"{error.message} Did you mean '{error.possibilities[0]}'?"
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{sentence.removesuffix('.')}; see `{error.ctx.command_path} --help`"
    return sentence


def _describe_value(type_: click.ParamType[Any], sentence: str) -> str:
    from difflib import get_close_matches

    if form := _form(type_):
        return f"{re.split(' is not | does not match ', sentence)[0]} is not {form}"
    given = re.search(r"'([^']*)' is not one of", sentence)
    near = get_close_matches(given[1].lower(), getattr(type_, "choices", ()), 1) if given else ()
    return f"{sentence} Did you mean '{near[0]}'?" if near else sentence


def _form(type_: click.ParamType[Any]) -> str:
    """Return what a value of a parameter's type looks like, where click's own words are a programmer's."""
    import click

    if isinstance(type_, click.DateTime):
        return "a date such as 2027-01-31"
    if type_.name not in ("integer", "integer range"):
        return ""
    least, most = getattr(type_, "min", None), getattr(type_, "max", None)
    if most is None:
        return "a whole number" if least is None else f"a whole number of at least {least}"
    return f"a whole number from {least} to {most}"


def _noop_handler(*_: object) -> None:
    """SIG_IGN would be handed down to what is started then, such as the command that ends a call."""
