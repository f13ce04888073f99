"""What a run would send, without sending it: per operation the risk, where values come from, how many requests."""

import os
from collections.abc import Callable, Iterator

from attrs import frozen

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.run.request_count import RequestCount
from contract_tests.harness.run.settings import Settings
from contract_tests.harness.run.setup import duration, read_policy
from contract_tests.harness.target.policy import LivePolicy
from contract_tests.harness.target.shards import in_shard
from contract_tests.harness.target.target import Kind, Target, live_target, missing_variables
from contract_tests.harness.valid_requests.cases import credential_variables
from contract_tests.harness.valid_requests.credentials import placeholders
from contract_tests.harness.valid_requests.path_values import find_skip, operation_of, origins_of
from vendor_spec.counts import counted
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument, correct
from vendor_spec.project import Project

NOT_SET = "https://not-set.invalid"  # RFC 6761: a name that never resolves


def plan_lines(settings: Settings) -> list[str]:
    """The plan of a run, by lines; names of variables only, never a value. Raises SpecError or UsageFault."""
    corrected = correct(Project(settings.root), settings.overlay)
    policy = read_policy(corrected)
    variables = credential_variables(corrected.content)
    if settings.target is Kind.MOCK:
        target = Target(Kind.MOCK, "http://127.0.0.1", placeholders(corrected.content))
        return list(_Plan(settings, corrected, policy, target, []).lines())
    missing = missing_variables(variables)
    if missing:
        base_url = os.environ.get("VOBIZ_BASE_URL", "").rstrip("/") or NOT_SET
        credentials = {scheme: os.environ.get(variable) or "not-set" for scheme, variable in variables.items()}
        target = Target(Kind.LIVE, base_url, credentials, os.environ)
    else:
        target = live_target(variables)
    return list(_Plan(settings, corrected, policy, target, missing).lines())


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
    corrected: CorrectedDocument
    policy: LivePolicy
    target: Target
    missing: list[str]

    @property
    def is_live(self) -> bool:
        return self.target.kind is Kind.LIVE

    def lines(self) -> Iterator[str]:
        yield f"target: {self._whom()}"
        if self.missing:
            yield f"not set: {', '.join(self.missing)}; a live run needs {'it' if len(self.missing) == 1 else 'them'}"
        operations = in_shard(self.corrected.operations, self.settings.shard)
        count = RequestCount.make(self.corrected, operations, self.target, self.policy, self.settings.seed)
        now, later, sources = 0, 0, set[str]()
        for operation in operations:
            most = count.most(operation)
            skip = self._find_skip(operation)
            now, later = now + (0 if skip else most), later + most
            yield self._line(operation, skip, most)
            if most:
                sources |= self._sources(operation)
                yield from (f"    {line}" for line in self._origins(operation))
        now, later = now + (len(sources) if now else 0), later + len(sources)
        if sources:
            yield f"before these, a request to each of {len(sources)} sources of values: {', '.join(sorted(sources))}"
        yield from self._commands()
        yield from self._sums(now, later)

    def _whom(self) -> str:
        if not self.is_live:
            return "the mock, which is started for the run; contract_tests/live_policy.yaml is for live runs"
        return f"live, {'no address is set' if self.target.base_url == NOT_SET else self.target.base_url}"

    def _find_skip(self, operation: Operation) -> Skip | None:
        if not self.is_live:
            return None
        return find_skip(self.corrected.content, operation, self.target, self.policy)

    def _line(self, operation: Operation, skip: Skip | None, most: int) -> str:
        risk = f" ({self.policy.entries[operation.label].risk})" if self.is_live else ""
        requests = f"at most {counted(most, 'request')}"
        then = f"; once set: {requests}" if skip and most else ""
        return f"{operation.label}{risk}: {skip or requests}{then}"

    def _origins(self, operation: Operation) -> Iterator[str]:
        for origin in origins_of(self.corrected.content, operation, self.target, self.policy) if self.is_live else ():
            source = origin.source
            if origin.is_set or source is None:
                yield f"{origin.name} from {origin.variable}{'' if origin.is_set else ' (not set)'}"
            else:
                yield f"{origin.name} from {source.label} at {source.at}"
        if self.is_live:
            for name in self.policy.entries[operation.label].body_variables:
                yield f"body: {name}{'' if self.target.environment.get(name) else ' (not set)'}"

    def _sources(self, operation: Operation) -> set[str]:
        found: set[str] = set()
        for origin in origins_of(self.corrected.content, operation, self.target, self.policy) if self.is_live else ():
            if origin.source is not None and not origin.is_set:
                found |= {origin.source.label} | self._sources(
                    operation_of(self.corrected.content, origin.source.label)
                )
        return found

    def _commands(self) -> Iterator[str]:
        for name, command in (("before", self.policy.before), ("after", self.policy.after)):
            if self.is_live and command is not None:
                state = "is run" if command.enabled else "is off"
                yield f"`{name}` {state}: {' '.join(command.run)}; costs: {command.cost}"

    def _sums(self, now: int, later: int) -> Iterator[str]:
        settings, budget = self.settings, self.settings.budget_here
        rate = settings.rate_here(is_loopback=self.target.is_loopback)
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
        if self.is_live:
            yield "a read that meets 429, 502, 503, 504 or a lost connection is sent up to twice more, in the budget"
