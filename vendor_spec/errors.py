"""The one exception of this package, and how text that others wrote may appear on a terminal."""


class SpecError(Exception):
    """Unusable input: one sentence that says what happened, where, and what to do."""


def printable(text: str) -> str:
    """Return `text`, perhaps a document's, with every character escaped that a terminal would act on."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
