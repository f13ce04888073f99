"""Records that are not kept as they were sent, change in more than was sent, or outlive their end."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.values.text_forms import vary
from fake_vendor.store.changes import Change
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.success_effects import change_record, change_success
from vendor_spec.openapi.resources.collections import Collection, collection_of, find_collections


def _lead_away(response: Response, _: Exchange) -> Response:
    pairs = ((name, value[:-1] + ("0" if value[-1] != "0" else "1")) for name, value in response.headers)
    changed = tuple(
        new if new[0].lower() == "location" else old for old, new in zip(response.headers, pairs, strict=True)
    )
    return evolve(response, headers=changed)


def _call_otherwise(change: Change) -> Change:
    key = change.stored.key
    own = change.shown.get(key)
    other = own + 1000 if isinstance(own, int) else vary(str(own), "elsewhere")
    return evolve(change, shown={**change.shown, key: other})


@switch("write.not_found", "lost|id|location")
def lose(behaviour: Behaviour, argument: str) -> Effect | None:
    """What was created is not there; or the response has another id, or another Location."""
    options = {
        "lost": change_record(lambda change: evolve(change, after=None)),
        "id": change_record(_call_otherwise),
        "location": change_success(_lead_away, Order.TRAVEL),
    }
    effect = choose(argument or "lost", options)
    if _collection(behaviour, "post") is None:
        return None
    has_location = any(name.lower() == "location" for name in behaviour.success.headers)
    return effect if has_location or argument != "location" else None


def _garble(value: Any) -> Any:
    return value.encode().decode("latin-1") if isinstance(value, str) else value


def _put_marks(value: Any) -> Any:
    return value.encode("ascii", "replace").decode() if isinstance(value, str) else value


_KEEPS: dict[str, Callable[[Any], Any]] = {
    "garbled": _garble,
    "ascii": _put_marks,
    "cut": lambda value: value[:4] if isinstance(value, str) else value,
}
_LOSES = ("dropped", "old", "later")


@switch("write.not_kept", "FIELD[=HOW]", options=(*_LOSES, *_KEEPS))
def forget(behaviour: Behaviour, argument: str) -> Effect | None:
    """A field that was sent is dropped (default), or has its old value, or (later) the response alone still has it."""
    name, _, how = argument.partition("=")
    how = how or "dropped"
    choose(how, dict.fromkeys((*_LOSES, *_KEEPS)))
    is_new = _collection(behaviour, "post") is not None
    if not (is_new or _collection(behaviour, "put", "patch") is not None):
        return None

    def apply(change: Change) -> Change:
        field = name or next((key for key, value in change.sent.items() if isinstance(value, str)), "")
        if change.after is None or field not in change.sent or field not in change.after:
            return change
        after = dict(change.after)
        if how in _KEEPS:
            after[field] = _KEEPS[how](after[field])
        elif change.before is not None and field in change.before and how != "dropped":
            after[field] = change.before[field]
        else:
            del after[field]
        return evolve(change, after=after) if how == "later" else change.keep(after)

    return change_record(apply)


@switch("write.side_effect", "FIELD|all")
def change_others(behaviour: Behaviour, argument: str) -> Effect | None:
    """PATCH also resets one field, or all others, that it was not sent; PUT leaves the old values of these."""
    is_put = _collection(behaviour, "put") is not None
    if not is_put and _collection(behaviour, "patch") is None:
        return None

    def apply(change: Change) -> Change:
        before, after = change.before, change.after
        if before is None or after is None:
            return change
        others = [key for key in before if key not in change.sent and argument in ("", "all", key)]
        if is_put:
            return change.keep({**after, **{key: before[key] for key in others}})
        required = change.stored.required
        reset = {key: change.stored.sample[key] for key in others if key in required and argument == key}
        return change.keep(
            {key: reset.get(key, value) for key, value in after.items() if key not in others or key in required}
        )

    return change_record(apply)


@switch("delete.not_done")
def keep_deleted(behaviour: Behaviour, argument: str) -> Effect | None:
    """What was deleted is still there."""
    is_item = _collection(behaviour, "delete") is not None
    return change_record(lambda change: evolve(change, after=change.before)) if is_item else None


def _collection(behaviour: Behaviour, *methods: str) -> Collection | None:
    """Return the collection that an operation creates in, or whose items it changes, by one of these methods."""
    collection = collection_of(find_collections(dict(behaviour.success.schemas.content)), behaviour.operation)
    if collection is None or behaviour.operation.method not in methods:
        return None
    is_item = behaviour.label in {each.label for each in collection.item_operations.values()}
    return collection if is_item == ("post" not in methods) else None


SWITCHES = (lose, forget, change_others, keep_deleted)
