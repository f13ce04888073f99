"""A made-up carrier: ten operations, each row of which knows its schema and the sentence in which a page says it."""

from typing import Any

from attrs import field, frozen

from tests.vendor_spec.pages import SECURITY, SERVER, answer, body
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.openapi.yaml_text import dump_yaml


@frozen
class Row:
    """A parameter or field; `says` is all that a page says of it beside name, type and whether it is required."""

    name: str
    schema: dict[str, Any]
    required: bool = False
    says: str = "See above"


@frozen
class Facts:
    """What document and page of one operation have in common."""

    method: str
    path: str
    title: str
    path_rows: tuple[Row, ...] = ()
    query: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    callback: tuple[Row, ...] = ()
    response: tuple[Row, ...] = ()
    shown: dict[str, Any] = field(factory=dict)
    sent: dict[str, Any] = field(factory=dict)
    status: int = 200
    search: str = ""

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"

    def definition(self) -> dict[str, Any]:
        parameters = [
            {"name": row.name, "in": place, "required": place == "path" or row.required, "schema": row.schema}
            for place, rows in (("path", self.path_rows), ("query", self.query))
            for row in rows
        ]
        responses = {str(self.status): answer(_object(self.response)) if self.response else {"description": "Gone"}}
        sent = {"requestBody": body(_object((*self.body, *self.callback)))} if self.body else {}
        error = answer(_object((Row("error", TEXT, True), Row("code", {"type": "integer"}, True))))
        return {
            "operationId": self.title.lower().replace(" ", "-"),
            "parameters": parameters,
            **sent,
            "responses": {**responses, "404": error},
        }


def _object(rows: tuple[Row, ...]) -> dict[str, Any]:
    required = [row.name for row in rows if row.required]
    schema = {"type": "object", "properties": {row.name: row.schema for row in rows}}
    return {**schema, "required": required} if required else schema


TEXT: dict[str, Any] = {"type": "string"}
ID = Row("parcel_id", TEXT, True, "Which parcel, e.g. `p-1`")
NAME = Row("name", {**TEXT, "maxLength": 100}, True, "Who gets it, up to 100 characters")
WEIGHT = Row("weight", {"type": "number", "minimum": 1, "maximum": 30}, False, "In kilograms, 1 to 30")
TAGS = Row("tags", {"type": "array", "items": TEXT, "maxItems": 5}, False, "Words for it, max 5 items")
WAIT = Row("wait", {"type": "integer", "minimum": 1, "maximum": 60}, False, "Between 1 and 60 seconds")
SPEED = Row("speed", {**TEXT, "enum": ["fast", "slow"]}, False, "Either `fast` or `slow`")
STYLE = Row("style", TEXT, False, "`plain` or `gift`, or any literal value of your own")
SOUND = Row("sound", TEXT, False, "The sound at the door, such as `bell` or `knock`")
CODE = Row("code", TEXT, False, "Letters, `-` and `_` only")
URL = Row("callback_url", TEXT, False, "Where we tell you of it")
HOW = Row("callback_method", {**TEXT, "enum": ["GET", "POST"]}, False, "One of `GET`, `POST`")
STATE = Row("state", {**TEXT, "enum": ["moving", "there"]}, False, "`moving` or `there`")
PLACE = Row("place", TEXT, False, "Where it is")
PARCEL = {"id": "p-1", "state": "moving", "place": "Rome"}
OF_PARCEL = (Row("id", TEXT, True, "Which one"), STATE, PLACE)

_ONE_PARCEL: dict[str, Any] = {
    "path_rows": (ID,),
    "response": OF_PARCEL,
    "shown": PARCEL,
}


def _which(default: str) -> tuple[Row, ...]:
    return (Row("view", {**TEXT, "enum": ["road", "depot"], "default": default}, True, "One of `road`, `depot`"),)


OPERATIONS = {
    "send": Facts(
        *("POST", "/v1/parcels", "Send a parcel"),
        body=(NAME, WEIGHT, TAGS, SPEED, STYLE, SOUND, CODE),
        callback=(URL, HOW),
        response=OF_PARCEL,
        shown=PARCEL,
        sent={"name": "Ann", "weight": 2.5, "speed": "fast"},
        status=201,
    ),
    "list": Facts(
        *("GET", "/v1/parcels", "List parcels"),
        query=(
            Row(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": 100},
                False,
                "Parcels per page (max 100, at least 1)",
            ),
            Row("state", {**TEXT, "enum": ["moving", "there"]}, False, "One of `moving`, `there`"),
            Row("after", TEXT, False, "The cursor that you got; leave it out for the first page"),
        ),
        response=(Row("next", TEXT, False, "Another cursor"), Row("total", {"type": "integer"}, True, "How many")),
        shown={"next": "c", "total": 3},
    ),
    "read": Facts(
        *("GET", "/v1/parcels/{parcel_id}", "Read a parcel"), path_rows=(ID,), response=OF_PARCEL, shown=PARCEL
    ),
    "change": Facts(
        *("PATCH", "/v1/parcels/{parcel_id}", "Change a parcel"),
        path_rows=(ID,),
        body=(WAIT, SPEED, STYLE),
        response=OF_PARCEL,
        shown=PARCEL,
        sent={"wait": 5},
    ),
    "stop": Facts(*("DELETE", "/v1/parcels/{parcel_id}", "Stop a parcel"), path_rows=(ID,), status=204),
    "on the road": Facts(
        *("GET", "/v1/parcels/{parcel_id}/track", "Track on the road"),
        query=_which("road"),
        search="view=road",
        **_ONE_PARCEL,
    ),
    "in the depot": Facts(
        *("GET", "/v1/parcels/{parcel_id}/track/", "Track in the depot"),
        query=_which("depot"),
        search="view=depot",
        **_ONE_PARCEL,
    ),
    "label": Facts(
        *("POST", "/v1/parcels/{parcel_id}/labels", "Print labels"),
        path_rows=(ID,),
        body=(Row("copies", {"type": "integer", "minimum": 1, "maximum": 9}, True, "From 1 to 9"), TAGS, CODE),
        response=(Row("url", TEXT, True, "Where it is"),),
        shown={"url": "https://l.test/1"},
        sent={"copies": 2},
    ),
}


def make_document(**changed: Facts) -> Document:
    """The whole document of the carrier."""
    paths: dict[str, Any] = {}
    for facts in {**OPERATIONS, **changed}.values():
        paths.setdefault(facts.path, {})[facts.method.lower()] = facts.definition()
    content = {
        "openapi": "3.0.3",
        "info": {"title": "Parcels", "version": "1"},
        "servers": [{"url": SERVER}],
        "security": [{"AuthID": [], "AuthToken": []}],
        "paths": paths,
        "components": {"securitySchemes": SECURITY},
    }
    return parse_document(dump_yaml(content).encode(), "parcels.yaml")
