"""What was written is kept: the probe of each operation that makes, changes or ends a resource."""

from collections.abc import Iterable, Mapping

from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.probes.writes.changing import probe_change
from contract_tests.harness.probes.writes.creating import probe_create
from contract_tests.harness.probes.writes.deleting import probe_delete
from contract_tests.harness.probes.writes.resource import Resource
from contract_tests.harness.target.policy import Risk
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.resources.collections import collection_of, find_collections


def probe_writes(probe: OperationProbe, states: Mapping[str, OperationState]) -> None:
    """Read what the operation has written, where the policy calls it `reversible`; `states` are all operations'."""
    operation, creations = probe.operation, probe.item.sender.transport.creations
    collection = collection_of(find_collections(probe.scope.content), operation)
    if collection is None or probe.scope.risk(operation.label) is not Risk.REVERSIBLE:
        return

    def resource(values: Iterable[str]) -> Resource:
        return Resource(probe, collection, tuple(values), states)

    if operation == collection.create:
        made = creations.unchanged(operation.label) if creations is not None else None
        if made is not None and made.id is not None:
            probe_create(resource((*made.parents, made.id)), made)
        return
    names, values = PARAMETER.findall(operation.request_path), probe.scope.values[operation.label]
    if all(name in values for name in names) and operation == collection.delete:
        probe_delete(resource(values[name] for name in names))
    elif all(name in values for name in names) and operation in (collection.change, collection.replace):
        probe_change(resource(values[name] for name in names))
