"""What is switched on: the conduct of every operation after all drifts, and the effects on its answers, in order."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import define, evolve, field, frozen

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Api, Conduct
from fake_vendor.variants.effects import Effect, Exchange, Switch
from fake_vendor.variants.selection import Selection


@define
class Active:
    """One selection at one operation, with the count of answers that it could have changed."""

    selection: Selection
    effect: Effect
    every: int = 1
    seen: int = 0

    def is_due(self, exchange: Exchange) -> bool:
        """Whether this answer is one of those that it changes; to be asked once for each that it could change."""
        if not self.selection.concerns(exchange.request):
            return False
        self.seen += 1
        return self.seen % self.every == 0

    def step_in(self, exchange: Exchange) -> Answer | None:
        """The answer that comes before the usual one, if there is to be one."""
        made = self.effect.step_in(exchange) if self.effect.step_in is not None else None
        return made if made is not None and self.is_due(exchange) else None

    def change(self, exchange: Exchange, answer: Answer) -> Answer:
        """The answer as this selection leaves it."""
        if self.effect.answer is None:
            return answer
        changed = self.effect.answer(exchange, answer)
        return changed if changed is not answer and self.is_due(exchange) else answer


@frozen
class Setting:
    """One operation with all that is switched on for it.

    `without` has, for each selection that changes the conduct, the conduct that there would be without it: a request
    that either treats alike was not touched by it.
    """

    conduct: Conduct
    without: tuple[tuple[str, Conduct], ...]
    active: tuple[Active, ...]


@frozen
class Switchboard:
    """The settings of all operations by label, and the switches that act on whole connections."""

    settings: Mapping[str, Setting]
    connections: tuple[Selection, ...] = ()
    names: tuple[str, ...] = field(default=())


def make_switchboard(api: Api, selections: Sequence[Selection], switches: Mapping[str, Switch]) -> Switchboard:
    """Switch `selections` on; raises VendorFault for one that is unknown, misspelt, or finds nothing to act on."""
    labels = [conduct.label for conduct in api.conducts]
    connections = []
    for selection in selections:
        switch = _find_switch(selection, switches)
        if selection.operation and selection.operation not in labels:
            raise VendorFault(f"{selection}: the document has no operation {selection.operation}")
        if switch.of_connections:
            if selection.operation or selection.is_conditional:
                raise VendorFault(f"{selection}: {selection.name} is about connections, so leave out @, every and when")
            connections.append(selection)
    acted: dict[str, int] = {}
    settings = {}
    for conduct in api.conducts:
        chosen = [one for one in selections if one.operation in ("", conduct.label) and one not in connections]
        settings[conduct.label] = _set(conduct, chosen, switches, acted)
    for selection in selections:
        if selection not in connections and not acted.get(str(selection)):
            where = selection.operation or "any operation of the document"
            raise VendorFault(f"{selection}: there is nothing at {where} that it could act on")
    return Switchboard(settings, tuple(connections), tuple(str(selection) for selection in selections))


def _find_switch(selection: Selection, switches: Mapping[str, Switch]) -> Switch:
    switch = switches.get(selection.name)
    if switch is None:
        raise VendorFault(f"{selection.name} is not a drift, variant or outage that there is; --list shows the names")
    if selection.argument and not switch.argument:
        raise VendorFault(f"{selection}: {selection.name} takes no argument")
    return switch


def _set(
    conduct: Conduct, selections: Iterable[Selection], switches: Mapping[str, Switch], acted: dict[str, int]
) -> Setting:
    active, changed = [], conduct
    for selection in selections:
        effect = switches[selection.name].make(changed, selection.argument)
        if effect is None:
            continue
        acted[str(selection)] = acted.get(str(selection), 0) + 1
        if effect.conduct is not None and selection.is_conditional:
            raise VendorFault(f"{selection}: {selection.name} holds for every request, so leave out every and when")
        active.append(Active(selection, effect, selection.every or switches[selection.name].every))
        changed = _compose(conduct, active)
    changing = [one for one in active if one.effect.conduct is not None]
    without = tuple(
        (str(one.selection), _compose(conduct, [other for other in active if other is not one])) for one in changing
    )
    return Setting(changed, without, tuple(sorted(active, key=lambda one: one.effect.order)))


def _compose(conduct: Conduct, active: Iterable[Active]) -> Conduct:
    for one in active:
        if one.effect.conduct is None:
            continue
        changed, name = one.effect.conduct(conduct), str(one.selection)
        detours = tuple(evolve(detour, drift=detour.drift or name) for detour in changed.detours)
        conduct = evolve(changed, detours=detours, moved_by=name if changed.path != conduct.path else changed.moved_by)
    return conduct


def conducts_of(board: Switchboard) -> list[Conduct]:
    """The conducts that requests meet, in the order of the document."""
    return [setting.conduct for setting in board.settings.values()]
