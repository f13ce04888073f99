"""What is switched on: each operation's behaviour after all drifts, and the effects on its responses, in order."""

import difflib
import re
from collections.abc import Iterable, Mapping

from attrs import define, evolve, frozen

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.variants.effects import Effect, Exchange, Switch

_SELECTION = re.compile(
    r"(?P<name>[a-z0-9_]+\.[a-z0-9_]+)(:(?P<argument>.*?))?(?P<conditions>(,(every|when)=[^,]*?)*)"
    r"(@(?P<operation>[A-Z]+ /\S*))?",
    re.DOTALL,
)
FORM = "NAME[:ARGUMENT][,every=N][,when=PARAMETER=VALUE][@METHOD /path]"


@frozen
class Selection:
    """One name that is switched on, with its argument; for one operation, or for all when `operation` is empty.

    `every` N: only every Nth response that it could change; `when`: only requests with this query parameter.
    """

    name: str
    argument: str = ""
    operation: str = ""
    every: int = 0  # as the name itself has it
    when: tuple[str, str] | None = None

    def __str__(self) -> str:
        text = f"{self.name}:{self.argument}" if self.argument else self.name
        text += f",every={self.every}" if self.every else ""
        text += f",when={'='.join(self.when)}" if self.when else ""
        return f"{text}@{self.operation}" if self.operation else text

    @property
    def is_conditional(self) -> bool:
        return self.every > 0 or self.when is not None


@define
class ActiveDrift:
    """One selection at one operation, with the count of responses that it could have changed."""

    selection: Selection
    effect: Effect
    every: int = 1
    seen: int = 0

    def intercept(self, exchange: Exchange) -> Response | None:
        """Return the response that comes before the usual one; None when there is none."""
        response = self.effect.intercept(exchange) if self.effect.intercept is not None else None
        return response if response is not None and self._is_selected(exchange) else None

    def change(self, exchange: Exchange, response: Response) -> Response:
        """Return the response as this selection leaves it."""
        if self.effect.response is None:
            return response
        changed = self.effect.response(response, exchange)
        return changed if changed is not response and self._is_selected(exchange) else response

    def _is_selected(self, exchange: Exchange) -> bool:
        """Count one response that could be changed, and return whether it is one of every Nth."""
        when = self.selection.when
        if when is not None and when not in exchange.request.args.items(multi=True):
            return False
        self.seen += 1
        return self.seen % self.every == 0


@frozen
class DriftedOperation:
    """One operation with all that is switched on for it.

    `without` has, for each selection that changes the behaviour, the behaviour that there would be without it: it did
    not touch a request that both treat alike.
    """

    behaviour: Behaviour
    without: tuple[tuple[str, Behaviour], ...]
    active: tuple[ActiveDrift, ...]


@frozen
class ActiveDrifts:
    """All operations by label, the selections that act on whole connections, and the names of all selections."""

    operations: Mapping[str, DriftedOperation]
    connections: tuple[Selection, ...]
    names: tuple[str, ...]


def activate(api: Api, names: Iterable[str], switches: Mapping[str, Switch]) -> ActiveDrifts:
    """Switch `names` on; raises VendorFault for one that is unknown, misspelt, or finds nothing to act on."""
    selections = [_parse(name) for name in names]
    labels = [behaviour.label for behaviour in api.behaviours]
    for selection in selections:
        _check(selection, switches, labels)
    connections = tuple(selection for selection in selections if switches[selection.name].of_connections)
    others = [selection for selection in selections if selection not in connections]
    operations = {behaviour.label: _drift(behaviour, others, switches) for behaviour in api.behaviours}
    acting = {active.selection for operation in operations.values() for active in operation.active}
    for selection in others:
        if selection not in acting:
            where = selection.operation or "any operation of the document"
            raise VendorFault(f"{selection}: there is nothing at {where} that it could act on")
    return ActiveDrifts(operations, connections, tuple(map(str, selections)))


def _check(selection: Selection, switches: Mapping[str, Switch], labels: list[str]) -> None:
    switch = switches.get(selection.name)
    if switch is None:
        near = difflib.get_close_matches(selection.name, switches, n=1)
        hint = f"did you mean {near[0]}?" if near else "--list shows the names"
        raise VendorFault(f"there is no drift, variant or outage {selection.name}; {hint}")
    if selection.argument and not switch.argument:
        raise VendorFault(f"{selection}: {selection.name} takes no argument")
    if selection.operation and selection.operation not in labels:
        raise VendorFault(f"{selection}: the document has no operation {selection.operation}")
    if switch.of_connections and (selection.operation or selection.is_conditional):
        raise VendorFault(f"{selection}: {selection.name} is about connections, so leave out @, every and when")


def _drift(behaviour: Behaviour, selections: Iterable[Selection], switches: Mapping[str, Switch]) -> DriftedOperation:
    active: list[ActiveDrift] = []
    changed = behaviour
    for selection in selections:
        if selection.operation not in ("", behaviour.label):
            continue
        switch = switches[selection.name]
        try:
            effect = switch.make(changed, selection.argument)
        except VendorFault as fault:
            raise VendorFault(f"{selection.name}: {fault}") from None
        if effect is None:
            continue
        if effect.behaviour is not None and selection.is_conditional:
            raise VendorFault(f"{selection}: {selection.name} holds for every request, so leave out every and when")
        active.append(ActiveDrift(selection, effect, selection.every or switch.every))
        changed = _compose(behaviour, active)
    without = tuple(
        (str(drift.selection), _compose(behaviour, [other for other in active if other is not drift]))
        for drift in active
        if drift.effect.behaviour is not None
    )
    return DriftedOperation(changed, without, tuple(sorted(active, key=lambda drift: drift.effect.order)))


def _compose(behaviour: Behaviour, active: Iterable[ActiveDrift]) -> Behaviour:
    for drift in active:
        if drift.effect.behaviour is None:
            continue
        changed, name = drift.effect.behaviour(behaviour), str(drift.selection)
        redirects = tuple(evolve(redirect, drift=redirect.drift or name) for redirect in changed.redirects)
        moved_by = name if changed.path != behaviour.path else changed.moved_by
        behaviour = evolve(changed, redirects=redirects, moved_by=moved_by)
    return behaviour


def _parse(text: str) -> Selection:
    """Return the selection that `text` writes out; raises VendorFault when it is not of the form."""
    match = _SELECTION.fullmatch(text.strip())
    if match is None:
        raise VendorFault(f"{text[:120]!r} is not of the form {FORM}; --list shows the names")
    conditions = dict(condition.split("=", 1) for condition in match["conditions"].split(",")[1:])
    every = conditions.get("every", "1")
    if not every.isdecimal() or not 1 <= int(every) <= 1_000_000:
        raise VendorFault(f"{text}: every={every} is not a whole number, 1 or more")
    name, equals, value = conditions.get("when", "x=").partition("=")
    if not name or not equals:
        raise VendorFault(f"{text}: write when=PARAMETER=VALUE, such as when=status=queued")
    return Selection(
        name=match["name"],
        argument=match["argument"] or "",
        operation=match["operation"] or "",
        every=int(every) if "every" in conditions else 0,
        when=(name, value) if "when" in conditions else None,
    )
