"""`--plan`: a run whose transport sends nothing, and what it would have sent, operation by operation."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from attrs import evolve
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contract_tests.harness.findings.result import Result
from contract_tests.harness.probes.lists.probe import MOST_FOLLOWING
from contract_tests.harness.probes.writes.clean_up import MOST_TRIES
from contract_tests.harness.run.run import Run
from contract_tests.harness.run.settings import duration
from contract_tests.harness.target.made.own_resources import say_why_kept
from contract_tests.harness.target.policy import LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target, live_target, missing_variables
from contract_tests.harness.valid_requests.cases import credential_variables
from contract_tests.harness.valid_requests.credentials import placeholders
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from vendor_spec.counts import counted
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.resources.collections import find_collections
from vendor_spec.openapi.resources.lists import find_list
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
    live = LiveValues(corrected.content, Target(kind, base_url, environment=os.environ), policy)
    needed = [name for operation in corrected.operations for name in live.missing(operation)]
    environment = dict(os.environ)
    for name in (*needed, *variables.values()):
        environment[name] = environment.get(name) or name
    credentials = {scheme: environment[variable] for scheme, variable in variables.items()}
    return Target(kind, base_url, credentials, environment)


def planned_values(live: LiveValues, operations: Iterable[Operation]) -> Values:
    """Return a stand-in for each value that a source would give: no source is sent a request."""
    return {
        (operation.label, origin.name): f"{origin.name}-not-known"
        for operation in operations
        for origin in live.origins(operation)
    }


def render_plan(run: Run, results: Iterable[Result]) -> str:
    """Return what the items of the run would have sent; it has the names of variables, and never a value."""
    scope, settings, target = run.scope, run.settings, evolve(run.scope.target, environment=os.environ)
    live = LiveValues(scope.content, target, scope.policy)
    most: Counter[str] = Counter()
    for result in results:
        most[result.operation] += result.by_method.total()
    if scope.is_live:
        may_follow = [label for label in most if label and scope.risk(label) is not Risk.BILLABLE]
        most.update({label: FOLLOW_UPS for label in may_follow if most[label]})
        lists = [each.label for each in scope.in_shard if find_list(scope.content, each) is not None]
        most.update({label: MOST_FOLLOWING for label in lists if most[label] and scope.risk(label) is Risk.READ})
    skips = {operation.label: live.find_skip(operation) for operation in scope.in_shard if scope.is_live}
    sourced = [operation for operation in scope.in_shard if scope.is_live and most[operation.label]]
    asked = frozenset[tuple[str, str]]().union(*(_sources(live, operation) for operation in sourced))
    sources = Counter(label for label, _ in asked)
    made = [each for each in find_collections(scope.content) if each.create and most[each.create.label]]
    now = sum(most[operation.label] for operation in scope.in_shard if not skips.get(operation.label))
    control = 1 if scope.is_live and now else 0
    now += sources.total() + control if now else 0
    later = sum(most[operation.label] for operation in scope.in_shard) + sources.total() + control
    folder = FileSystemLoader(Path(__file__).parent)
    # The plan is plain text for a terminal.
    jinja = Environment(loader=folder, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    return jinja.get_template("plan.txt.jinja").render(
        scope=scope,
        live=live,
        base_url="" if target.base_url == NOT_SET else target.base_url,
        missing=missing_variables(credential_variables(scope.content)) if scope.is_live else [],
        most=most,
        skips=skips,
        unknown={label: live.find_unknown(live.operation(label), {}) for label in most if label and scope.is_live},
        control=control,
        sources=sources,
        made={each.create.label: say_why_kept(scope.policy, each) for each in made if each.create and scope.is_live},
        most_tries=MOST_TRIES,
        rate=settings.rate_here(is_loopback=target.is_loopback),
        budget=settings.budget_here,
        max_time=settings.max_time,
        later=later,
        sums={"in all": now, **({"in all, once the variables are set": later} if later != now else {})},
        counted=counted,
        duration=duration,
    )


def _sources(live: LiveValues, operation: Operation) -> frozenset[tuple[str, str]]:
    """Return the sources that are asked for an operation's values, each with the operation that it is asked for alone,
    if it is."""
    sources = [origin.source for origin in live.origins(operation) if origin.source and not origin.is_set]
    own = frozenset(
        (source.label, name) for source in sources for name in {"", operation.label if source.is_alone else ""}
    )
    return own.union(*(_sources(live, live.operation(source.label)) for source in sources))
