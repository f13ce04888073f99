"""Which of the media types that the document gives a response its `Content-Type` means."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from .operation import SuccessResponse

T = TypeVar("T")

_MOST_PARAMETERS = 20


def best_match(documented: "Iterable[SuccessResponse[T]]", content_type: str) -> "SuccessResponse[T] | None":
    """Return the response whose media type fits best, the first one of several; None when none fits.

    The same type and parameters come before the same type, `text/*`, and `*/*`. Case does not matter.
    """
    name, parameters = _split(content_type)
    if not name:
        return None
    fitting: list[tuple[int, SuccessResponse[T]]] = []
    for spec in documented:
        documented_name, wanted = _split(spec.media_type)
        if documented_name == name:
            fitting.append((3 + sum(parameters.get(key) == value for key, value in wanted.items()), spec))
        elif documented_name == f"{name.partition('/')[0]}/*":
            fitting.append((2, spec))
        elif documented_name == "*/*":
            fitting.append((1, spec))
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _split(content_type: str) -> tuple[str, dict[str, str]]:
    name, *parameters = content_type.lower().split(";")[:_MOST_PARAMETERS]
    pairs = (parameter.partition("=") for parameter in parameters)
    return name.strip(), {key.strip(): value.strip().strip('"') for key, _, value in pairs}
