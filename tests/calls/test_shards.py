"""Of all shards of a night, one runs the commands: that with the first operation whose path lacks a value."""

from typing import Any

import pytest

from contract_tests.harness.target.policy import Entry, LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.scope import choose_shard, shard_of
from tests.documents import document
from vendor_spec.openapi.document import iter_operations

COUNT = 50  # so many shards that each operation has one of its own


def operation(*names: str) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {"get": {"parameters": parameters, "responses": {"200": {"description": "Done"}}}}


PATHS = {
    "/accounts/{auth_id}": operation("auth_id"),
    "/secret/{secret_id}": operation("secret_id"),
    "/numbers/{number_id}": operation("number_id"),
    "/calls/{call_id}": operation("call_id"),
    "/calls/{call_id}/parts": operation("call_id"),
}


@pytest.mark.parametrize(
    ("environment", "label"),
    [
        ({}, "GET /numbers/{number_id}"),
        ({"VOBIZ_NUMBER_ID": "n"}, "GET /calls/{call_id}"),
        # A value that is set may be that of a call which has ended.
        ({"VOBIZ_NUMBER_ID": "n", "VOBIZ_CALL_ID": "c"}, "GET /numbers/{number_id}"),
    ],
)
def test_the_shard_that_lacks_a_value_places_the_call(environment: dict[str, str], label: str) -> None:
    content = document(paths=PATHS)
    operations = list(iter_operations(content))
    assert len({shard_of(each.label, COUNT) for each in operations}) == len(operations)
    entries = {each.label: Entry(Risk.FORBIDDEN if "secret" in each.label else Risk.READ) for each in operations}
    target = Target(Kind.LIVE, "https://api.example", {"AuthID": "me"}, {"VOBIZ_AUTH_ID": "me", **environment})
    live = LiveValues(content, target, LivePolicy(entries))
    assert choose_shard(live, operations, COUNT) == shard_of(label, COUNT)
    assert choose_shard(live, operations[:1], COUNT) == choose_shard(live, [], COUNT) == 1
