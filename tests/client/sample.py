"""A small API of our own: hand-written operation records, and clients that know its servers and security."""

from collections.abc import Mapping
from typing import Any, ClassVar

from vobiz_client.runtime import readers
from vobiz_client.runtime.async_client import AsyncClient
from vobiz_client.runtime.credentials import Schemes
from vobiz_client.runtime.operation import Operation, Parameter, RequestBody, SuccessResponse
from vobiz_client.runtime.sync_client import SyncClient

TOKEN = "s3cr3t-t0ken"
KEYS = (("Id", "Token"),)

_SCHEMES: Schemes = {
    "Id": ("header", "X-Auth-ID", "auth_id"),
    "Token": ("header", "X-Auth-Token", "auth_token"),
    "Bearer": ("bearer", "Authorization", "bearer_token"),
}


def read_thing(value: Any) -> str:
    return readers.required(readers.members(value), "name", readers.text)


READ: Operation[str] = Operation(
    name="read_thing",
    method="GET",
    path="/things/{thing_id}/",
    tags=("things",),
    parameters=(Parameter("thing_id", "path", "thing_id", True),),
    responses=(SuccessResponse(200, 200, "json", read_thing),),
    security=KEYS,
)
WRITE: Operation[None] = Operation(
    name="write_thing",
    method="POST",
    path="/things/",
    tags=("things",),
    bodies=(RequestBody("application/json", "json", object, readers.anything),),
    responses=(SuccessResponse(204, 204, "none", readers.null),),
    security=KEYS,
)
THING: Mapping[str, Any] = {"thing_id": "1"}
NAMED = '{"name": "Ada"}'


class Client(SyncClient):
    servers: ClassVar[tuple[str, ...]] = ("https://api.example",)
    schemes: ClassVar[Schemes] = _SCHEMES
    securities = (KEYS,)


class AClient(AsyncClient):
    servers: ClassVar[tuple[str, ...]] = ("https://api.example",)
    schemes: ClassVar[Schemes] = _SCHEMES
    securities = (KEYS,)


def client(base_url: str, **settings: Any) -> Client:
    return Client(base_url=base_url, auth_id="MA_1", auth_token=TOKEN, **settings)


def aclient(base_url: str, **settings: Any) -> AClient:
    return AClient(base_url=base_url, auth_id="MA_1", auth_token=TOKEN, **settings)
