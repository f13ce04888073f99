"""`--plan`: a run whose transport sends nothing, and what it would have sent, operation by operation."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from contract_tests.harness.findings.result import Result
from contract_tests.harness.run.run import Run
from contract_tests.harness.run.settings import Settings, duration
from contract_tests.harness.target.policy import LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target, live_target, missing_variables
from contract_tests.harness.valid_requests.cases import credential_variables
from contract_tests.harness.valid_requests.credentials import placeholders
from contract_tests.harness.valid_requests.path_values import (
    Origin,
    Values,
    find_skip,
    missing_values,
    operation_of,
    origins_of,
)
from vendor_spec.counts import counted
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument

NOT_SET = "https://not-set.invalid"  # RFC 6761: a name that never resolves
FOLLOW_UPS = 2  # a live request that fails is sent again with the other slash, and without credentials


def planned_target(kind: Kind, corrected: CorrectedDocument, policy: LivePolicy) -> Target:
    """Return the target of a plan: a variable that is not set has its own name for a value.

    Raises UsageFault for a bad address when every other variable is set.
    """
    if kind is Kind.MOCK:
        return Target(kind, "http://127.0.0.1", placeholders(corrected.content))
    variables = credential_variables(corrected.content)
    if not missing_variables(variables):
        base_url = live_target(variables).base_url
    else:
        base_url = os.environ.get("VOBIZ_BASE_URL", "").rstrip("/") or NOT_SET
    target = Target(kind, base_url, environment=os.environ)
    needed = [name for each in corrected.operations for name in missing_values(corrected.content, each, target, policy)]
    environment = dict(os.environ)
    for name in (*needed, *variables.values()):
        environment[name] = environment.get(name) or name
    credentials = {scheme: environment[variable] for scheme, variable in variables.items()}
    return Target(kind, base_url, credentials, environment)


def planned_values(corrected: CorrectedDocument, target: Target, policy: LivePolicy) -> Values:
    """Return a stand-in for each value that a source would give: no source is sent a request."""
    return {
        (operation.label, origin.name): f"{origin.name}-not-known"
        for operation in corrected.operations
        for origin in origins_of(corrected.content, operation, target, policy)
    }


def plan_lines(run: Run, results: Iterable[Result]) -> Iterator[str]:
    """Yield the plan by lines, of what the items of the run sent to nobody; names of variables, never a value."""
    numbers: Counter[str] = Counter()
    for result in results:
        numbers[result.operation] += result.by_method.total()
    yield from _Plan(run, run.settings, evolve(run.scope.target, environment=os.environ), numbers).lines()


@frozen
class _Plan:
    """`target` has only the variables that are set; `numbers` are those of the requests if all were, by label."""

    run: Run
    settings: Settings
    target: Target
    numbers: Mapping[str, int]

    def lines(self) -> Iterator[str]:
        scope, is_live = self.run.scope, self.run.scope.is_live
        yield f"target: {self._address()}"
        missing = missing_variables(credential_variables(scope.content)) if is_live else []
        if missing:
            yield f"not set: {', '.join(missing)}; a live run needs {'it' if len(missing) == 1 else 'them'}"
        now, later, sources = 0, 0, set[str]()
        for operation in scope.in_shard:
            most = self._most(operation)
            skip = find_skip(scope.content, operation, self.target, scope.policy) if is_live else None
            now, later = now + (0 if skip else most), later + most
            requests = f"at most {counted(most, 'request')}"
            risk = f" ({scope.risk(operation.label)})" if is_live else ""
            then = f"; once set: {requests}" if skip and most else ""
            yield f"{operation.label}{risk}: {skip or requests}{then}"
            if most and is_live:
                sources |= self._sources(operation)
                yield from (f"    {line}" for line in self._origin_lines(operation))
        now, later = now + (len(sources) if now else 0), later + len(sources)
        if sources:
            yield f"before these, a request to each of {len(sources)} sources of values: {', '.join(sorted(sources))}"
        yield from self._commands()
        yield from self._sums(now, later)

    def _address(self) -> str:
        if not self.run.scope.is_live:
            return "the mock, which is started for the run; contract_tests/live_policy.yaml is for live runs"
        return f"live, {'no address is set' if self.target.base_url == NOT_SET else self.target.base_url}"

    def _most(self, operation: Operation) -> int:
        number, scope = self.numbers.get(operation.label, 0), self.run.scope
        may_follow = number and scope.is_live and scope.risk(operation.label) is not Risk.BILLABLE
        return number + (FOLLOW_UPS if may_follow else 0)

    def _origins(self, operation: Operation) -> list[Origin]:
        return origins_of(self.run.scope.content, operation, self.target, self.run.scope.policy)

    def _origin_lines(self, operation: Operation) -> Iterator[str]:
        for origin in self._origins(operation):
            if origin.is_set or origin.source is None:
                yield f"{origin.name} from {origin.variable}{'' if origin.is_set else ' (not set)'}"
            else:
                yield f"{origin.name} from {origin.source.label} at {origin.source.at}"
        for name in self.run.scope.policy.entries[operation.label].body_variables:
            yield f"body: {name}{'' if self.target.environment.get(name) else ' (not set)'}"

    def _sources(self, operation: Operation) -> set[str]:
        content = self.run.scope.content
        labels = {origin.source.label for origin in self._origins(operation) if origin.source and not origin.is_set}
        return labels.union(*(self._sources(operation_of(content, label)) for label in labels))

    def _commands(self) -> Iterator[str]:
        policy = self.run.scope.policy
        for name, command in (("before", policy.before), ("after", policy.after)):
            if self.run.scope.is_live and command is not None:
                state = "is run" if command.enabled else "is off"
                yield f"`{name}` {state}: {' '.join(command.run)}; costs: {command.cost}"

    def _sums(self, now: int, later: int) -> Iterator[str]:
        settings, budget = self.settings, self.settings.budget_here
        rate = settings.rate_here(is_loopback=self.target.is_loopback)
        most = later if budget is None else budget
        limit = f"; time limit: {settings.max_time:g} s" if settings.max_time else ""
        yield f"rate: {f'{rate:g} a second' if rate else 'unlimited'}; budget: {budget or 'unlimited'}{limit}"
        if later > most:
            yield f"of {later} requests the budget allows {budget}, probe by probe; the rest is not sent"
        for what, number in (("in all", now), ("in all, once the variables are set", later)):
            if what == "in all" or later != now:
                lasts = f", {duration(min(number, most) / rate)} at this rate" if rate else ""
                yield f"{what}: at most {min(number, most)} requests{lasts}"
        if self.run.scope.is_live:
            yield "a read that meets 429, 502, 503, 504 or a lost connection is sent up to twice more, in the budget"
