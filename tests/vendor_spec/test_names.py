"""Models and operations get readable names that nothing else has, by rules that hold for any document."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openapi_python_client.strings import snake_case

from tests.documents import document, with_operation
from vendor_spec.generate.generator_input import prepare
from vendor_spec.generate.names import operation_names


def titles(value: Any) -> list[str]:
    names = []
    if isinstance(value, dict):
        if isinstance(value.get("title"), str) and ("properties" in value or value.get("type") == "object"):
            names.append(value["title"])
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        names += titles(item)
    return names


def answering(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    return {status: {"description": "x", "content": {"application/json": {"schema": schema}}}}


OBJECT = {"type": "object", "properties": {"id": {"type": "string"}}}


def names_of(content: dict[str, Any]) -> list[str]:
    return titles(prepare(content).document["components"]["schemas"])


def test_what_a_get_answers_is_named_by_its_noun() -> None:
    assert names_of(document()) == ["Number"]


def test_other_verbs_keep_their_name() -> None:
    content = with_operation("/calls", "post", operationId="make-call", responses=answering(OBJECT))
    assert names_of(content) == ["Number", "MakeCallResponse"]


def test_equal_answers_of_one_operation_share_a_model() -> None:
    both = {**answering(OBJECT), **answering(OBJECT, "201")}
    content = with_operation("/calls", "post", operationId="make-call", responses=both)
    assert names_of(content) == ["Number", "MakeCallResponse"]


def test_a_taken_noun_falls_back_to_the_long_name() -> None:
    content = with_operation("/n", "get", operationId="fetch_number", responses=answering(OBJECT))
    assert names_of(content) == ["GetNumberResponse", "FetchNumberResponse"]


def test_the_document_s_own_schemas_keep_their_names() -> None:
    content = document(components={"schemas": {"Number": OBJECT}})
    assert names_of(content) == ["Number", "GetNumberResponse"]


def test_nested_objects_are_named_by_the_way_to_them() -> None:
    nested = {"type": "object", "properties": {"legs": {"type": "array", "items": OBJECT}, "to": OBJECT}}
    content = with_operation("/c", "get", operationId="get-call", responses=answering(nested))
    assert names_of(content) == ["Number", "Call", "CallLeg", "CallTo"]


def listing(schema: dict[str, Any], operation: str = "list-calls", path: str = "/l") -> dict[str, Any]:
    return with_operation(path, "get", operationId=operation, responses=answering(schema))


def array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_an_item_of_a_list_is_what_the_operation_lists() -> None:
    for schema in (array(OBJECT), record(calls=array(OBJECT)), record(data=record(objects=array(OBJECT)))):
        assert "Call" in names_of(listing(schema))
    assert names_of(listing(record(legs=array(OBJECT)))) == ["Number", "ListCallsResponse", "ListCallsLeg"]
    assert names_of(listing(array(OBJECT), "search_all_addresses_of_region")) == ["Number", "Address"]


def test_an_item_gives_way_to_what_another_operation_returns() -> None:
    content = listing(record(numbers=array(OBJECT)), "list-numbers")
    assert names_of(content) == ["Number", "ListNumbersResponse", "ListNumbersItem"]
    content = listing(array(OBJECT))
    content["components"] = {"schemas": {"Call": OBJECT}}
    assert names_of(content) == ["Call", "Number", "ListCallsItem"]


def test_what_is_one_of_several_is_named_in_the_singular() -> None:
    values = {"type": "object", "additionalProperties": OBJECT}
    named = {"legs": array(OBJECT), "cdr": array(OBJECT), "data": array(OBJECT), "policies": values}
    content = with_operation("/c", "post", operationId="make-call", responses=answering(record(**named)))
    assert names_of(content)[2:] == [
        *("MakeCallLeg", "MakeCallCdr", "MakeCallItem"),
        "MakeCallPolicies",
        "MakeCallPolicy",
    ]
    schemas = {"Boxes": array(OBJECT), "Leg": OBJECT, "Legs": array(OBJECT)}
    assert names_of(document(components={"schemas": schemas})) == ["Box", "Leg", "LegsItem", "Number"]


def alternatives(*options: dict[str, Any], **more: Any) -> list[str]:
    return names_of(listing({"oneOf": list(options), **more}, "get-payment"))[1:]


def const(value: Any) -> dict[str, Any]:
    return {"const": value}


def test_alternatives_are_named_by_what_tells_them_apart() -> None:
    other = {**OBJECT, "title": "Refund of a payment"}
    assert alternatives({**OBJECT, "title": "Payment details"}, other) == ["PaymentDetails", "PaymentRefundOfAPayment"]
    cards = record(kind=const("card:visa"), state=const("x")), record(kind=const("iban"), state=const("y"))
    assert alternatives(*cards, discriminator={"propertyName": "state"}) == ["PaymentX", "PaymentY"]
    assert alternatives(*cards) == ["PaymentCardVisa", "PaymentIban"]
    assert alternatives(record(paid=const(True)), record(paid=const(False))) == ["PaymentPaid", "PaymentNotPaid"]
    told = {**record(a={}, b={}), "required": ["b"]}, {**record(a={}, c={}), "required": ["a", "c"]}
    assert alternatives(*told) == ["PaymentWithB", "PaymentWithC"]
    assert alternatives(OBJECT, record(id={})) == ["PaymentOption1", "PaymentOption2"]
    assert alternatives({"type": "string"}, array(OBJECT)) == ["Payment"]
    assert alternatives({"type": "string"}, OBJECT) == ["Payment"]


def test_a_name_that_is_taken_gets_a_word_and_no_number() -> None:
    content = with_operation("/c", "post", operationId="make-call", responses=answering(OBJECT))
    content["components"] = {"schemas": {"MakeCallResponse": OBJECT}}
    assert "MakeCallResponseModel" in names_of(content)


def test_names_stay_when_an_operation_joins() -> None:
    content = listing({"oneOf": [record(calls=array(OBJECT)), {**OBJECT, "title": "None"}]})
    before = names_of(content)
    more = with_operation("/m", "get", operationId="list-texts", responses=answering(record(texts=array(OBJECT))))
    content["paths"]["/m"] = more["paths"]["/m"]
    assert set(before) < set(names_of(content))


def test_models_do_not_shadow_what_generated_modules_import() -> None:
    assert names_of(document(components={"schemas": {"Any": OBJECT, "File": OBJECT}}))[:2] == ["AnyModel", "FileModel"]


def test_operations_whose_ids_fold_to_one_name_stay_apart() -> None:
    content = with_operation("/n", "get", operationId="get_number")
    content["paths"]["/n/"] = {"get": {**content["paths"]["/n"]["get"], "operationId": "Get Number"}}
    assert list(operation_names(content).values()) == ["get_numbers_number_id", "get_number", "get_n"]


words = st.sampled_from(["call", "Call", "CALL", "live-call", "live_call", "LiveCall", "get", "", "é", "1", "class"])


@given(st.lists(st.tuples(words, words, st.sampled_from(["get", "post"])), max_size=6), st.lists(words, max_size=5))
def test_no_two_models_or_operations_share_a_name(operations: list[tuple[str, str, str]], schemas: list[str]) -> None:
    content = document(components={"schemas": {name: dict(OBJECT) for name in schemas if name}})
    for number, (id_, prop, method) in enumerate(operations):
        nested = {"type": "object", "properties": {prop or "x": dict(OBJECT)}}
        definition: dict[str, Any] = {"responses": answering(nested)}
        if id_:
            definition["operationId"] = id_
        content["paths"][f"/p{number}"] = {method: definition}
    models = [snake_case(title) for title in names_of(content)]
    assert len(models) == len(set(models))
    names = list(operation_names(content).values())
    assert len(names) == len(set(names))
