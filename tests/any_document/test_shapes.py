"""What the schemas of a document mean, in both directions: one document with a kind of each, see shapes.yaml."""

import datetime
import importlib
import inspect
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import ROOT, make_small_project
from vendor_spec.generate.generation import generate
from vendor_spec.generate.generator_input import prepare
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.correction import build

SHAPES = Path(__file__).with_name("shapes.yaml")
USER = {"id": 1, "name": "n"}
ACCOUNT = {"id": "2ded13fe-4f9b-4958-9bfb-093ea2f29f91", "name": "n", "owner": USER, "things": [USER]}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The generated package, under a name of its own."""
    project = make_small_project(tmp_path_factory.mktemp("shapes"), SHAPES.read_text())
    generate(project, build(project))
    shutil.copytree(project.client, project.root / "shapes_client")
    sys.path.insert(0, str(project.root))
    yield importlib.import_module("shapes_client")
    sys.path.remove(str(project.root))


def operation(client: ModuleType, name: str, tag: str = "default") -> Any:
    return importlib.import_module(f"{client.__name__}.api.{tag}.{name}").OPERATION


def read(client: ModuleType, name: str, value: Any, tag: str = "default") -> Any:
    return operation(client, name, tag).responses[0].read(value)


def type_of(model: type, name: str) -> str:
    return str(inspect.get_annotations(model)[name])


def refused(client: ModuleType, name: str, value: Any, tag: str = "default") -> str:
    with pytest.raises(ValueError, match=r".") as error:
        read(client, name, value, tag)
    return str(error.value)


def arguments(client: ModuleType, name: str, tag: str = "default") -> dict[str, str]:
    return {f"{one.location} {one.name}": one.argument for one in operation(client, name, tag).parameters}


# readOnly and writeOnly


def test_a_response_has_what_is_read_only_and_lacks_what_is_write_only(client: ModuleType) -> None:
    account = read(client, "create_account", ACCOUNT, "accounts_pascal")
    assert type(account) is client.models.Account
    assert account.to_dict() == ACCOUNT
    assert not hasattr(account, "password")
    assert account.owner.id == 1
    assert "id is missing" in refused(client, "create_account", {**ACCOUNT, "owner": {"name": "n"}}, "accounts_pascal")


def test_a_request_has_what_is_write_only_and_lacks_what_is_read_only(client: ModuleType) -> None:
    models = client.models
    assert operation(client, "create_account", "accounts_pascal").bodies[0].accepts == (models.AccountRequest, Mapping)
    owner = models.UserRequest(name="o")
    limits = models.AccountLimitsRequest(most=3)
    given = models.AccountRequest(name="n", password="p", owner=owner, things=[owner], limits=limits)
    wanted = {"name": "n", "password": "p", "owner": {"name": "o"}, "things": [{"name": "o"}], "limits": {"most": 3}}
    assert given.to_dict() == wanted
    assert not {"id", "used"} & (set(dir(given)) | set(dir(limits)))


def test_what_is_the_same_in_both_directions_is_one_class(client: ModuleType) -> None:
    request, response = client.models.AccountRequest, client.models.Account
    assert type_of(request, "plain") == type_of(response, "plain") == "AccountPlain | Unset"
    assert not hasattr(client.models, "AccountPlainRequest")
    assert type_of(request, "parent") == "AccountRequest | None | Unset"


def test_the_class_of_a_request_has_another_name_only_where_responses_have_it(client: ModuleType) -> None:
    assert operation(client, "create_key", "accounts_pascal").bodies[0].accepts == (
        client.models.KeyRequestRequest,
        Mapping,
    )
    content = load_yaml(SHAPES.read_bytes(), "shapes.yaml")
    del content["paths"]["/keys"]["post"]["responses"]["201"]["content"]
    names = prepare(content).document["components"]["schemas"]
    assert "KeyRequest" in names and "KeyRequestRequest" not in names
    assert list(names["KeyRequest"]["required"]) == [bytes.hex(b"secret").join(["n", ""])]


# null


@pytest.mark.parametrize(
    ("name", "type_", "value"),
    [
        ("old", "datetime.date | None | Unset", datetime.date(2026, 1, 2)),
        ("old_enum", "None | NullsOldEnum | Unset", "a"),
        ("old_enum_with_null", "None | NullsOldEnumWithNull | Unset", "b"),
        ("old_reference", "Color | None | Unset", "red"),
        ("old_part", "None | Unset | User", USER),
        ("named", "Maybe | None | Unset", {"a": "x"}),
        ("listed", "int | None | Unset", 1),
        ("listed_object", "None | NullsListedObject | Unset", {"x": 1}),
        ("listed_many", "int | None | str | Unset", "x"),
        ("any_of", "None | Unset | User", USER),
        ("one_of", "int | None | str | Unset", 3),
        ("enum_of_null", "Color | None | Unset", "blue"),
        ("enum_with_null", "None | NullsEnumWithNull | Unset", "y"),
        ("only_null", "None | Unset", None),
    ],
)
def test_null_is_a_value_in_each_of_its_spellings(client: ModuleType, name: str, type_: str, value: Any) -> None:
    assert type_of(client.models.Nulls, name) == type_
    assert getattr(read(client, "get_nulls", {name: None}), name) is None
    assert client.models.Nulls(**{name: None}).to_dict() == {name: None}
    wire = value.isoformat() if isinstance(value, datetime.date) else value
    assert read(client, "get_nulls", {name: wire}).to_dict() == {name: wire}
    assert read(client, "get_nulls", {}).to_dict() == {}


@pytest.mark.parametrize(("name", "type_"), [("never", "str | Unset"), ("never_reference", "Color | Unset")])
def test_null_is_no_value_where_the_document_does_not_say_so(client: ModuleType, name: str, type_: str) -> None:
    assert type_of(client.models.Nulls, name) == type_
    assert "is null" in refused(client, "get_nulls", {name: None})


# discriminators


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        ({"kind": "w", "name": "n"}, "Wallet"),
        ({"kind": "wallet", "name": "n"}, "Wallet"),
        ({"kind": "Cash", "name": "n"}, "Cash"),
        ({"kind": "plastic", "network": "Master", "name": "n"}, "Master"),
        ({"kind": "plastic", "network": "Visa", "name": "n", "rank": 1}, "Visa"),
        ({"kind": "plastic", "network": "new", "name": "n", "rank": 1}, "Master"),
        ({"kind": "new", "name": "n"}, "Visa"),
    ],
)
def test_a_discriminator_decides_by_mapping_and_by_name(client: ModuleType, value: Any, class_: str) -> None:
    payment = read(client, "get_payment", value)
    assert (type(payment).__name__, payment.to_dict()) == (class_, value)
    assert type(read(client, "send_payment", [value])[0]).__name__ == class_


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        ({"petType": "Cat", "claws": 4}, "Cat"),
        ({"petType": "dog", "bark": "loud"}, "Dog"),
        ({"petType": "dog"}, "Dog"),
        ({"petType": "Puppy", "bark": "low", "weeks": 3}, "Puppy"),
        ({"petType": "Pet", "claws": 4}, "Pet"),
        ({"petType": "bird", "claws": 4}, "Pet"),
    ],
)
def test_who_builds_on_a_schema_is_told_apart_wherever_it_is_named(client: ModuleType, value: Any, class_: str) -> None:
    owner = read(client, "get_owner", {"pet": value, "pets": [value], "maybe": value})
    assert [type(pet).__name__ for pet in (owner.pet, owner.pets[0], owner.maybe)] == [class_] * 3
    assert type(read(client, "get_pet", value)).__name__ == class_
    assert owner.pet.to_dict() == value
    assert read(client, "get_owner", {"maybe": None}).maybe is None


def test_what_a_discriminator_chose_has_to_fit(client: ModuleType) -> None:
    assert "claws is missing" in refused(client, "get_pet", {"petType": "Cat"})
    assert "petType is missing" in refused(client, "get_pet", {"name": "n"})


def test_a_union_within_a_union_keeps_its_discriminator_s_members(client: ModuleType) -> None:
    assert type_of(client.models.Owner, "paid") == "Cash | Master | str | Unset | Visa | Wallet"
    assert read(client, "get_owner", {"paid": "no"}).paid == "no"
    assert type(read(client, "get_owner", {"paid": {"kind": "Cash"}}).paid).__name__ == "Cash"


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        ({"id": "1", "type": "hangup", "cause": "busy"}, "Hangup"),
        ({"id": "1", "type": "ring", "number": "5"}, "EventRing"),
    ],
)
def test_alternatives_have_what_all_have_in_common(client: ModuleType, value: Any, class_: str) -> None:
    event = read(client, "get_event", value)
    assert (type(event).__name__, event.id) == (class_, "1")


# other meanings


def test_alternatives_of_required_fields_are_one_class(client: ModuleType) -> None:
    assert type_of(client.models.Mixed, "one_or_other") == "MixedOneOrOther | Unset"
    assert read(client, "get_mixed", {"one_or_other": {"a": "x"}}).one_or_other.a == "x"


def test_parts_are_folded_into_one_another(client: ModuleType) -> None:
    both = read(client, "get_mixed", {"both": {"id": 1, "name": "x", "more": 1.5}}).both
    assert (both.id, both.name, both.more) == (1, "x", 1.5)
    assert type_of(type(both), "name") == "MixedBothName"
    assert type_of(client.models.Mixed, "no_object") == "Color | Unset"


def test_what_holds_itself_is_read_to_its_end(client: ModuleType) -> None:
    tree = {"children": [{"children": [{}]}]}
    assert read(client, "get_mixed", {"tree": tree, "json": ["a", ["b"]]}).to_dict() == {
        "tree": tree,
        "json": ["a", ["b"]],
    }


def test_a_part_that_is_referred_to_is_named_after_the_schema_that_it_is_in(client: ModuleType) -> None:
    assert type_of(client.models.Mixed, "place") == "AccountPlain | Unset"


def test_what_is_no_literal_is_its_type(client: ModuleType) -> None:
    assert [type_of(client.models.Mixed, name) for name in ("big", "flag")] == ["float | Unset", "bool | Unset"]


# names


TIMES = {"EndTime": "", "EndTime<": "_before", "EndTime>": "_after", "EndTime<=": "_until", "EndTime>=": "_since"}
PRICES = {"": "", "<": "_below", ">": "_above", "<=": "_at_most", ">=": "_at_least", "!": "_not"}


def test_arguments_are_told_apart_by_what_they_mean(client: ModuleType) -> None:
    given = arguments(client, "list_calls", "calls_plus")
    assert {name: given[f"query {name}"] for name in TIMES} == {name: f"end_time{end}" for name, end in TIMES.items()}
    assert {sign: given[f"query Price{sign}"] for sign in PRICES} == {
        sign: f"price{end}" for sign, end in PRICES.items()
    }
    wanted = {
        "path id": "id_path",
        "query id": "id_query",
        "header id": "id_header",
        "cookie id": "id_cookie",
        "path SID": "sid",
        "path +": "plus",
        "query size": "size",
        "query size[gt]": "size_gt",
        "query size[lt]": "size_lt",
        "query tags": "tags",
        "query tags[]": "tags_list",
        "query +1": "plus_1",
        "query -1": "minus_1",
        "query from": "from_",
        "query From": "from_pascal",
        "query a_b": "a_b",
        "query a-b": "a_dash_b",
        "header X-Many": "x_many",
    }
    assert {name: given[name] for name in wanted} == wanted


def test_each_argument_has_the_type_that_its_place_allows(client: ModuleType) -> None:
    api = importlib.import_module(f"{client.__name__}.api.calls_plus")
    types = inspect.get_annotations(api.CallsPlusNamespace.list_calls)
    assert (types["sid"], types["x_many"]) == ("str", "SequenceNotStr[str] | None")
    assert types["end_time_after"] == "datetime.datetime | str | None"


def test_tags_and_schemas_are_told_apart(client: ModuleType) -> None:
    assert operation(client, "list_calls", "calls_dash").tags == ("calls_plus", "calls_dash")
    assert operation(client, "list_accounts", "accounts").tags == ("accounts",)
    assert [hasattr(client.models, name) for name in ("User", "UserLower", "AnyModel")] == [True] * 3


def test_fields_are_told_apart_and_go_over_the_wire_as_they_are(client: ModuleType) -> None:
    wire = {
        "a-b": {"x": "1"},
        "a_b": {"y": "2"},
        "null": "3",
        "to_dict": "4",
        "@type": "5",
        "type": "6",
        "🎉": "7",
        "姓名": "8",
        "1st": "9",
        "__class__": "10",
        "ID": 11,
        "id": 12,
    }
    mixed = read(client, "get_mixed", wire)
    assert mixed.to_dict() == wire
    assert mixed.additional_properties == {}
    names = ("a_dash_b", "a_b", "null", "to_dict_", "at_type", "type_", "party_popper", "姓名", "field_1st", "id_upper")
    assert all(getattr(mixed, name) is not client.UNSET for name in names)
    assert [type(mixed.a_b).__name__, type(mixed.a_dash_b).__name__] == ["MixedAB", "MixedADashB"]


def reordered(value: Any, key: str = "") -> Any:
    """The document with every object, and every list of parameters, turned round."""
    if isinstance(value, dict):
        return {name: reordered(value[name], name) for name in reversed(value)}
    items = [reordered(item) for item in value] if isinstance(value, list) else value
    return items[::-1] if key == "parameters" else items


def test_the_order_of_a_document_decides_no_name() -> None:
    content = load_yaml(SHAPES.read_bytes(), "shapes.yaml")
    prepared, turned = prepare(content), prepare(reordered(content))
    assert list(turned.operations) != list(prepared.operations) or len(prepared.operations) == 1

    def names(of: Any) -> Any:
        operations = {
            (one.path, method): (one.definition["operationId"], sorted(map(str, one.arguments.values())))
            for (_, method), one in of.operations.items()
        }
        fields = {name: dict(sorted(class_.arguments.items())) for name, class_ in of.classes.items()}
        return operations, fields

    assert names(turned) == names(prepared)


@pytest.mark.catalogue  # `make types` looks at the shipped client
def test_it_is_strictly_typed(client: ModuleType) -> None:
    folder = Path(str(client.__file__)).parents[1]
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "-p", "shapes_client"],
        cwd=folder,
        env={"MYPYPATH": f"{folder}:{ROOT}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout
