"""Which test items a run has: each probe for each operation, in the order in which they are sent."""

from typing import Any

import pytest
from attrs import define, field
from schemathesis.pytest.plugin import SchemaHandleMark, SchemathesisFunction

from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.order import Probe
from contract_tests.harness.run.cases_item import CasesItem
from contract_tests.harness.run.run import Run
from contract_tests.harness.run.setup import RunSetup


@define(eq=False)
class ItemCollection:
    """A pytest plugin, registered by the session: test functions take `run`, `item` or `case` from it."""

    setup: RunSetup = field(repr=False)

    @pytest.fixture(scope="session")
    def run(self) -> Run:
        return self.setup.current

    @pytest.fixture
    def item(self, request: pytest.FixtureRequest) -> Item:
        """The test item of one operation; `pytest_generate_tests` says of which."""
        return self.setup.current.start(request.param, probe_of(request.node))

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make an item of each operation that the test function is for."""
        if "item" not in metafunc.fixturenames:
            return
        scope, markers = self.setup.current.scope, {marker.name for marker in metafunc.definition.iter_markers()}
        operations = scope.in_shard if "offline" in markers else scope.operations
        if ("mock_only" if scope.is_live else "live_only") in markers:
            operations = []
        labels = [operation.label for operation in operations]
        metafunc.parametrize("item", labels, ids=labels, indirect=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, collector: pytest.Module, name: str, obj: Any) -> Any:
        """Hand Schemathesis the operations of the run; without any, it would take the schema for a mistake."""
        markers = getattr(obj, "pytestmark", None)
        is_for_cases = isinstance(markers, list) and "cases" in [marker.name for marker in markers]
        if not is_for_cases or SchemaHandleMark.is_set(obj):
            return None
        if not self.setup.current.scope.operations:
            return []
        marked = self.setup.current.samples.schema.parametrize()(obj)
        return collector.ihook.pytest_pycollect_makeitem(collector=collector, name=name, obj=marked)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Order the items by the budget's turn; leave out those that pytest makes for no operation."""
        split = [
            part
            for item in items
            if not item.name.endswith("[NOTSET]")
            for part in (CasesItem.split(item) if isinstance(item, SchemathesisFunction) else [item])
        ]
        by_probe = {probe: item for item in split if (probe := planned_probe(item))}
        others = [item for item in split if planned_probe(item) is None]
        costs = {probe: len(item.cases) for probe, item in by_probe.items() if isinstance(item, CasesItem)}
        arranged = self.setup.current.arrange(by_probe, {probe: cost for probe, cost in costs.items() if cost})
        items[:] = [*others, *map(by_probe.__getitem__, arranged)]


def planned_probe(item: pytest.Item) -> Probe | None:
    """Return the operation and the probe of an item; None for a test of somebody's own."""
    label = getattr(item, "operation_label", None)
    if label is None:
        label = getattr(getattr(item, "callspec", None), "params", {}).get("item")
    return Probe(label, probe_of(item)) if label else None


def probe_of(item: pytest.Item) -> str:
    """Return the name of the probe that a test item is."""
    name = item.originalname if isinstance(item, pytest.Function) else item.name
    return name.removeprefix("test_")
