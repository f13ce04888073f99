"""What a run would send, without sending it: per operation the risk, where values come from, how many requests."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator

from attrs import frozen

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.run.request_count import RequestCount
from contract_tests.harness.run.settings import Settings
from contract_tests.harness.run.setup import duration, read_policy
from contract_tests.harness.target.target import Kind, Target, live_target, missing_variables
from contract_tests.harness.valid_requests.cases import credential_variables
from contract_tests.harness.valid_requests.credentials import placeholders
from contract_tests.harness.valid_requests.path_values import operation_of
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.counts import counted
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

NOT_SET = "https://not-set.invalid"  # RFC 6761: a name that never resolves


def plan_lines(settings: Settings) -> list[str]:
    """The plan of a run, by lines; names of variables only, never a value. Raises SpecError or UsageFault."""
    corrected = correct(Project(settings.root), settings.overlay)
    policy = read_policy(corrected)
    variables = credential_variables(corrected.content)
    missing = missing_variables(variables) if settings.target is Kind.LIVE else []
    if settings.target is Kind.MOCK:
        target = Target(Kind.MOCK, "http://127.0.0.1", placeholders(corrected.content))
    elif missing:
        base_url = os.environ.get("VOBIZ_BASE_URL", "").rstrip("/") or NOT_SET
        credentials = {scheme: os.environ.get(variable) or "not-set" for scheme, variable in variables.items()}
        target = Target(Kind.LIVE, base_url, credentials, os.environ)
    else:
        target = live_target(variables)
    scope = Scope.make(corrected, target, policy, settings.shard, sourced=defaultdict(lambda: "not-known"))
    return list(_Plan(settings, scope, missing).lines())


def require_variables(settings: Settings, say: Callable[[str], None]) -> None:
    """Raise UsageFault when a live run lacks variables, after telling the user what it would do with them."""
    if settings.target is Kind.LIVE:
        variables = credential_variables(correct(Project(settings.root), settings.overlay).content)
        if missing := missing_variables(variables):
            say("\n".join(plan_lines(settings)))
            values = " ".join(f"{name}={'https://' if name == 'VOBIZ_BASE_URL' else ''}..." for name in missing)
            say(f"nothing was sent; say this, and the same for what is marked (not set) above:\n  export {values}")
            live_target(variables)


@frozen
class _Plan:
    settings: Settings
    scope: Scope
    missing: list[str]

    def lines(self) -> Iterator[str]:
        yield f"target: {self._whom()}"
        if self.missing:
            yield f"not set: {', '.join(self.missing)}; a live run needs {'it' if len(self.missing) == 1 else 'them'}"
        count = RequestCount.make(self.scope, self.settings.seed)
        now, later, sources = 0, 0, set[str]()
        for operation in self.scope.in_shard:
            most, skip = count.most(operation), self.scope.skips.get(operation.label)
            now, later = now + (0 if skip else most), later + most
            yield self._line(operation.label, skip, most)
            if most and self.scope.is_live:
                sources |= self._sources(operation)
                yield from (f"    {line}" for line in self._origins(operation))
        now, later = now + (len(sources) if now else 0), later + len(sources)
        if sources:
            yield f"before these, a request to each of {len(sources)} sources of values: {', '.join(sorted(sources))}"
        yield from self._commands()
        yield from self._sums(now, later)

    def _whom(self) -> str:
        if not self.scope.is_live:
            return "the mock, which is started for the run; contract_tests/live_policy.yaml is for live runs"
        base_url = self.scope.target.base_url
        return f"live, {'no address is set' if base_url == NOT_SET else base_url}"

    def _line(self, label: str, skip: Skip | None, most: int) -> str:
        risk = f" ({self.scope.risk(label)})" if self.scope.is_live else ""
        requests = f"at most {counted(most, 'request')}"
        then = f"; once set: {requests}" if skip and most else ""
        return f"{label}{risk}: {skip or requests}{then}"

    def _origins(self, operation: Operation) -> Iterator[str]:
        for origin in self.scope.origins(operation):
            source = origin.source
            if origin.is_set or source is None:
                yield f"{origin.name} from {origin.variable}{'' if origin.is_set else ' (not set)'}"
            else:
                yield f"{origin.name} from {source.label} at {source.at}"
        for name in self.scope.policy.entries[operation.label].body_variables:
            yield f"body: {name}{'' if self.scope.target.environment.get(name) else ' (not set)'}"

    def _sources(self, operation: Operation) -> set[str]:
        origins = self.scope.origins(operation)
        labels = {origin.source.label for origin in origins if origin.source is not None and not origin.is_set}
        return labels.union(*(self._sources(operation_of(self.scope.content, label)) for label in labels))

    def _commands(self) -> Iterator[str]:
        policy = self.scope.policy
        for name, command in (("before", policy.before), ("after", policy.after)):
            if self.scope.is_live and command is not None:
                state = "is run" if command.enabled else "is off"
                yield f"`{name}` {state}: {' '.join(command.run)}; costs: {command.cost}"

    def _sums(self, now: int, later: int) -> Iterator[str]:
        settings, budget = self.settings, self.settings.budget_here
        rate = settings.rate_here(is_loopback=self.scope.target.is_loopback)
        most = later if budget is None else budget
        yield f"rate: {f'{rate:g} a second' if rate else 'unlimited'}; budget: {budget or 'unlimited'}" + (
            f"; time limit: {settings.max_time:g} s" if settings.max_time else ""
        )
        if later > min(later, most):
            yield f"of {later} requests the budget allows {budget}, question by question; the rest is not asked"
        for what, number in (("in all", now), ("in all, once the variables are set", later)):
            if what == "in all" or later != now:
                lasts = f", {duration(min(number, most) / rate)} at this rate" if rate else ""
                yield f"{what}: at most {min(number, most)} requests{lasts}"
        if self.scope.is_live:
            yield "a read that meets 429, 502, 503, 504 or a lost connection is sent up to twice more, in the budget"
