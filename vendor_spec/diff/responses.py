"""The statuses of an operation's responses, before and after."""

from collections.abc import Collection

from vendor_spec.diff.change import Difference, Rating
from vendor_spec.openapi.responses import response_key


def compare_statuses(old: Collection[str], new: Collection[str]) -> tuple[list[tuple[str, str]], list[Difference]]:
    """Return which responses (keys) belong together, and what changed about the statuses.

    One success, or one error of a client's, that is gone while exactly one is new is another status for the same
    outcome.
    """
    matched = {key: other for key in old if (other := _counterpart(key, new))}
    lost = [key for key in old if key not in matched]
    gained = [key for key in new if key not in matched.values() and not _counterpart(key, old)]
    differences = []
    for digit in "12345d":
        gone = [key for key in lost if key.startswith(digit)]
        come = [key for key in gained if key.startswith(digit)]
        if len(gone) == len(come) == 1 and digit in "24":
            matched[gone[0]] = come[0]
            text = f"status {gone[0]} became {come[0]}"
            differences.append(Difference(Rating.BREAKING, "response.status_changed", f"response.{gone[0]}", text))
            continue
        for key in gone:
            is_success = digit == "2"
            text = "the success was removed" if is_success else "it is no longer documented"
            rating = Rating.BREAKING if is_success else Rating.NOTICE
            differences.append(Difference(rating, "response.status_removed", f"response.{key}", text))
        differences += [
            Difference(Rating.ADDITIVE, "response.status_added", f"response.{key}", "new response") for key in come
        ]
    return list(matched.items()), differences


def _counterpart(key: str, others: Collection[str]) -> str | None:
    """Return the response that covers a status in the other version; of a range, the first status in it."""
    if key == "default":
        return key if key in others else None
    if key[1:].upper() == "XX":
        inside = [other for other in others if other[0] == key[0]]
        return next((other for other in inside if other.upper() == key.upper()), inside[0] if inside else None)
    return response_key(others, key)
