"""What a run has made on the account, noted where every response passes, so that it can be read back and removed."""

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from io import BytesIO
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from attrs import define, field

from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.target.budget import NotSent
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.held_signals import deferred_signals
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.resources.collections import Collection

GONE = (404, 410)
SAFE = ("GET", "HEAD", "OPTIONS")


@define(eq=False)
class Created:
    """A resource that a request of the run has made.

    Attributes:
        label: The operation that made it.
        parents: The values of the path parameters before its id.
        id: None if its response gave none.
        sent: The JSON of the request that made it; None for another body.
        response: None if none came, so that it may not be there at all.
        is_changed: Whether a later request to it, or below it, has succeeded.
    """

    label: str
    collection: Collection
    parents: tuple[str, ...]
    id: str | None
    sent: Any
    response: requests.Response | None
    is_removed: bool = False
    is_changed: bool = False

    @property
    def place(self) -> tuple[str, ...]:
        """What tells it apart from all others."""
        return (self.collection.item_path, *self.parents, self.id or "")

    @property
    def path(self) -> list[str]:
        """The segments of its path, decoded."""
        values = iter(self.place[1:])
        return [PARAMETER.sub(lambda _: next(values, ""), part) for part in self.collection.item_path.split("/")]


@define
class Creations:
    """All that a run has made, oldest first: each success of a POST to a collection, and each PUT that made an item.

    Attributes:
        collections: By the label of each operation that makes or removes an item of one.
        idle: The labels of the DELETEs that succeed, and remove nothing.
        lost: The labels of the POSTs that make what is not there afterwards.
    """

    gate: LiveGate
    collections: Mapping[str, Collection]
    made: list[Created] = field(factory=list, init=False)
    idle: set[str] = field(factory=set, init=False)
    lost: set[str] = field(factory=set, init=False)

    @classmethod
    def make(cls, gate: LiveGate, collections: list[Collection]) -> Self:
        """Return those of a run that has sent nothing yet."""
        by_operation = [
            (operation, each) for each in collections for operation in (each.create, each.replace, each.delete)
        ]
        return cls(gate, {operation.label: each for operation, each in by_operation if operation is not None})

    def watch(self, request: requests.PreparedRequest, exchange: Callable[[], requests.Response]) -> requests.Response:
        """Return the response that `exchange` returns to a request, and keep what that has made or removed.

        Ctrl-C and SIGTERM wait until the response to a request that makes something is noted.
        """
        makes = request.method in ("POST", "PUT") and self._collection_of(request) is not None
        with deferred_signals() if makes else nullcontext():
            try:
                response = exchange()
            except requests.RequestException as error:
                if not _was_never_sent(error):
                    self.note(request, None)
                raise
            except NotSent:  # the run's time was over before the response came
                self.note(request, None)
                raise
            self.note(request, response)
            return response

    def note(self, request: requests.PreparedRequest, response: requests.Response | None) -> None:
        """Keep what a request has made, changed or removed; `response` is None if none came."""
        if request.method in SAFE:
            return
        if response is None or response.ok:
            self._mark_changed(str(request.url))
        collection = self._collection_of(request)
        if collection is None:
            return
        label, values = self._route(request)
        status = response.status_code if response is not None else 0
        is_success = 200 <= status < 300
        if request.method == "POST" and (is_success or response is None):
            found = self._find_id(collection, request, response)
            self.made.append(Created(label, collection, values, found, _json_of(request.body), response))
        elif request.method == "PUT" and status == 201 and self.find(collection, values) is None:
            *parents, id_ = values
            self.made.append(Created(label, collection, tuple(parents), id_, _json_of(request.body), response))
        elif request.method == "DELETE" and is_success:
            for each in self.made:
                each.is_removed |= each.place == (collection.item_path, *values)

    def _mark_changed(self, url: str) -> None:
        segments = self.gate.split(url)
        for each in self.made:
            each.is_changed |= segments[: len(each.path)] == each.path

    def made_by(self, response: requests.Response) -> Created | None:
        """Return what the request of a response has made; None if it has made nothing."""
        return next((each for each in self.made if each.response is response), None)

    def unchanged(self, label: str) -> Created | None:
        """Return something that an operation has made, and that is still as it was made."""
        return next((each for each in self.remaining if each.label == label and not each.is_changed), None)

    def find(self, collection: Collection, values: tuple[str, ...]) -> Created | None:
        """Return what the run has made under these values of the path parameters; None if somebody else made it."""
        return next((each for each in self.made if each.place == (collection.item_path, *values)), None)

    @property
    def remaining(self) -> list[Created]:
        """What is still there, the newest first: what is below another resource was made after it."""
        return [each for each in reversed(self.made) if not each.is_removed or self._is_idle(each.collection.delete)]

    def _is_idle(self, operation: Operation | None) -> bool:
        return operation is not None and operation.label in self.idle

    def _collection_of(self, request: requests.PreparedRequest) -> Collection | None:
        return self.collections.get(self._route(request)[0])

    def _route(self, request: requests.PreparedRequest) -> tuple[str, tuple[str, ...]]:
        method, url = str(request.method), str(request.url)
        route = self.gate.route(method, url)
        return ("", ()) if route is None else (route.label, route.values(self.gate.split(url)))

    def _find_id(
        self, collection: Collection, request: requests.PreparedRequest, response: requests.Response | None
    ) -> str | None:
        """Return the id in the body of a response, else that at the end of its `Location`."""
        if response is None:
            return None
        try:
            found = collection.find_resource(parse_body(response.content))
        except ValueError:
            found = None
        id_ = collection.find_id(found[1]) if found else None
        if id_ is not None:
            return id_
        located = self._locate(collection, request, response)
        return located[-1] if located else None

    def locate(self, made: Created) -> tuple[str, ...] | None:
        """Return the values of path parameters in the `Location` of what was made; None unless that is one of an item
        of the collection."""
        return None if made.response is None else self._locate(made.collection, made.response.request, made.response)

    def _locate(
        self, collection: Collection, request: requests.PreparedRequest, response: requests.Response
    ) -> tuple[str, ...] | None:
        base, given = str(request.url), response.headers.get("Location", "")
        try:
            # Behind a gateway, the host may be one that the API itself has, and nobody else.
            path = urlsplit(urljoin(base, given)).path
        except ValueError:
            return None
        url, labels = urljoin(base, path), [operation.label for operation in collection.item_operations.values()]
        for operation in collection.item_operations.values() if given else ():
            route = self.gate.route(operation.method.upper(), url)
            if route is not None and route.label in labels:
                return route.values(self.gate.split(url))
        return None


def _was_never_sent(error: requests.RequestException) -> bool:
    """Return whether no connection came about."""
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, requests.ConnectTimeout) or isinstance(cause, urllib3.exceptions.NewConnectionError)


def exchange_of(
    method: str, url: str, sent: bytes, status: int, headers: Mapping[str, str], content: bytes
) -> tuple[requests.PreparedRequest, requests.Response]:
    """Return a request and its response, which another client sent and received."""
    response = requests.Response()
    response.status_code, response.raw = status, BytesIO(content)
    response.headers.update(headers)
    return requests.Request(method, url, data=sent).prepare(), response


def _json_of(body: Any) -> Any:
    try:
        return json.loads(body or b"null")
    except (ValueError, TypeError):
        return None
