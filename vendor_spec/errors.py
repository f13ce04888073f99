"""The one exception of this room, and how what others wrote may appear on a terminal."""


class SpecError(Exception):
    """A fault in what was given to us: one sentence that says what happened, where, and what to do."""


def printable(text: str) -> str:
    """`text` with every character escaped that a terminal would act on; documents are quoted in our sentences."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
