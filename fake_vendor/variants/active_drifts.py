"""What is switched on: each operation's behaviour after all drifts, and the effects on its responses, in order."""

import difflib
from collections.abc import Iterable, Mapping

from attrs import define, evolve, frozen

from fake_vendor.errors import VendorFault
from fake_vendor.serving.error_responses import choose_status
from fake_vendor.serving.response import Response
from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.success import read_response
from fake_vendor.variants.effects import Effect, Exchange, Section, Switch
from fake_vendor.variants.refusals import REFUSALS, can_happen
from fake_vendor.variants.selections import CONDITIONS, Selection, parse_selection


@define
class ActiveDrift:
    """One selection at one operation, with the count of responses that it could have changed."""

    selection: Selection
    effect: Effect
    every: int = 1
    seen: int = 0

    def intercept(self, exchange: Exchange) -> Response | None:
        """Return the response that comes before the usual one; None when there is none."""
        exchange = self._aim(exchange)
        response = self.effect.intercept(exchange) if self.effect.intercept is not None else None
        return response if response is not None and self._is_selected(exchange) else None

    def change(self, exchange: Exchange, response: Response) -> Response:
        """Return the response as this selection leaves it."""
        if self.effect.response is None:
            return response
        exchange = self._aim(exchange)
        changed = self.effect.response(response, exchange)
        return changed if changed is not response and self._is_selected(exchange) else response

    def _aim(self, exchange: Exchange) -> Exchange:
        of = self.selection.of
        return evolve(exchange, of=REFUSALS[of]) if of else exchange

    def _is_selected(self, exchange: Exchange) -> bool:
        """Return whether the conditions hold for a response that could be changed, and count it if all but one do."""
        chosen, when = self.selection, self.selection.when
        if exchange.serial < chosen.start or (chosen.of and not exchange.is_meant):
            return False
        if when is not None and when not in exchange.request.args.items(multi=True):
            return False
        self.seen += 1
        return self.seen == chosen.nth if chosen.nth else self.seen % self.every == 0


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
    """All operations by label, the router, the selections that act on whole connections, and the names of all."""

    operations: Mapping[str, DriftedOperation]
    router: DriftedOperation
    connections: tuple[Selection, ...]
    names: tuple[str, ...]


def activate(api: Api, names: Iterable[str], switches: Mapping[str, Switch]) -> ActiveDrifts:
    """Switch `names` on; raises VendorFault for one that is unknown, misspelt, or finds nothing to act on."""
    selections = [parse_selection(name) for name in names]
    labels = [behaviour.label for behaviour in api.behaviours]
    for selection in selections:
        _check(selection, switches, labels)
    connections = tuple(
        selection for selection in selections if switches[selection.name].of_connections and selection.start <= 1
    )
    others = [selection for selection in selections if selection not in connections]
    operations = {behaviour.label: _drift(behaviour, others, switches) for behaviour in api.behaviours}
    # A drift is between the document and an operation of it; of what is at no operation the document says nothing.
    elsewhere = [each for each in others if switches[each.name].section is not Section.DRIFT]
    router = _drift(api.router, elsewhere, switches)
    acting = {active.selection for operation in (*operations.values(), router) for active in operation.active}
    for selection in others:
        if selection not in acting:
            where = selection.operation or "any operation of the document"
            raise VendorFault(f"{selection}: there is nothing at {where} that it could act on")
    return ActiveDrifts(operations, router, connections, tuple(map(str, selections)))


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
    if switch.of_connections and (selection.operation or selection.is_picky):
        raise VendorFault(
            f"{selection}: {selection.name} is about connections, so leave out @ and all conditions but from"
        )


def _drift(behaviour: Behaviour, selections: Iterable[Selection], switches: Mapping[str, Switch]) -> DriftedOperation:
    active: list[ActiveDrift] = []
    changed = behaviour
    for selection in selections:
        if selection.operation not in ("", behaviour.label):
            continue
        if selection.of and not can_happen(changed, selection.of):
            continue
        switch = switches[selection.name]
        try:
            effect = switch.make(_aim(changed, selection.of), selection.argument)
        except VendorFault as fault:
            raise VendorFault(f"{selection.name}: {fault}") from None
        if effect is None:
            continue
        if effect.behaviour is not None and selection.is_conditional:
            conditions = ", ".join(condition.partition("=")[0] for condition in CONDITIONS)
            raise VendorFault(f"{selection}: {selection.name} holds for every request, so leave out {conditions}")
        active.append(ActiveDrift(selection, effect, selection.every or switch.every))
        changed = _compose(behaviour, active)
    without = tuple(
        (str(drift.selection), _compose(behaviour, [other for other in active if other is not drift]))
        for drift in active
        if drift.effect.behaviour is not None
    )
    return DriftedOperation(changed, without, tuple(sorted(active, key=lambda drift: drift.effect.order)))


def _aim(behaviour: Behaviour, of: str) -> Behaviour:
    """Return the behaviour with the documented response of a refusal, if one is chosen, in the place of a success."""
    if not of:
        return behaviour
    operation, schemas = behaviour.operation, behaviour.success.schemas
    return evolve(behaviour, success=read_response(operation, choose_status(REFUSALS[of][0], operation), schemas))


def _compose(behaviour: Behaviour, active: Iterable[ActiveDrift]) -> Behaviour:
    for drift in active:
        if drift.effect.behaviour is None:
            continue
        changed, name = drift.effect.behaviour(behaviour), str(drift.selection)
        redirects = tuple(evolve(redirect, drift=redirect.drift or name) for redirect in changed.redirects)
        moved_by = name if changed.path != behaviour.path else changed.moved_by
        behaviour = evolve(changed, redirects=redirects, moved_by=moved_by)
    return behaviour
