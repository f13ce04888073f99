"""How the generated client calls any operation of the document with the values of a case."""

import asyncio
import atexit
import functools
import importlib
import pkgutil
import ssl
from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx
import requests
import vobiz_client.api
from attrs import evolve, field, frozen
from schemathesis import Case
from vobiz_client import APIConnectionError, APITimeoutError, AsyncVobiz, RawResponse, Vobiz
from vobiz_client.runtime.operation import Operation as ClientOperation
from vobiz_client.runtime.responses import Received, received

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.probes.item import Item
from contract_tests.harness.target.budget import TRANSIENT, NotSent
from contract_tests.harness.target.made.creations import exchange_of
from contract_tests.harness.target.mock.document_path import with_document_path
from contract_tests.harness.target.transport import ForeignOrigin
from contract_tests.harness.valid_requests.client_arguments import arguments_for, lacks_values
from contract_tests.harness.valid_requests.samples import request_arguments
from vendor_spec.openapi.security import carrier_of, security_schemes


@functools.cache
def client_operations() -> dict[tuple[str, str], ClientOperation[Any]]:
    """Every operation that the generated package describes, by method and path of the document."""
    operations = {}
    for tag in pkgutil.iter_modules(vobiz_client.api.__path__):
        package = importlib.import_module(f"vobiz_client.api.{tag.name}")
        for module in pkgutil.iter_modules(package.__path__):
            described = importlib.import_module(f"{package.__name__}.{module.name}").OPERATION
            operations[described.method, described.document_path or described.path] = described
    return operations


@frozen
class Outcome:
    """What the client made of a response (`result`: what it returned or raised), and the response itself.

    `received` is None when the client sent nothing; of the mock it is taken from the connection, not from the client.
    """

    result: RawResponse[Any] | Exception
    received: Received | None


@frozen
class ClientCall:
    """A valid call of one operation through its method of the client, blocking or async.

    Attributes:
        described: The operation as the client has it.
        case: The values of the call.
        request: What another client would send for these values.
        by_fields: Whether a body goes in by its fields where the method takes them, and not whole.
    """

    item: Item
    described: ClientOperation[Any]
    case: Case[Any]
    request: requests.PreparedRequest
    is_async: bool
    by_fields: bool = False
    _received: list[Received] = field(factory=list, init=False)
    _sent: list[httpx.Request] = field(factory=list, init=False)

    @classmethod
    def of(cls, item: Item, *, has_own_overlay: bool, is_async: bool) -> Self | None:
        """Return None, with the reason in the result, when the client cannot call the operation.

        `has_own_overlay`: whether the document is corrected as the client's was.
        """
        operation = item.operation
        described = client_operations().get((operation.method.upper(), operation.path))
        if item.state.is_rerouted:
            item.skip(SkipCode.CLIENT, "the API no longer serves the path that the client sends")
        elif described is None and has_own_overlay:
            item.result.faults.append(f"the generated client has no {item.label}; run `make generate`")
        elif described is None:
            item.skip(SkipCode.CLIENT, "the client is generated with the project's own overlay")
        elif not _can_authenticate(described):
            item.skip(SkipCode.CLIENT, "the client itself sends no certificate, nor the answer to a challenge")
        elif (case := item.find_case()) is None:
            pass
        elif lacks_values(described, case):
            item.skip(SkipCode.CLIENT, "the check cannot pass an object in a parameter")
        else:
            return cls(item, described, case, _prepare(item, case), is_async)
        return None

    def with_everything(self) -> Self | None:
        """Return a call with all that is optional, and the body by its fields.

        Where none is found, or the client takes its values otherwise, only the fields differ; None if there are none.
        """
        case = self.item.samples.whole_of(self.item.operation)
        schemes = security_schemes(self.item.scope.content).values()
        known = {parameter.name for parameter in self.described.parameters} | {
            carrier_of(each).name for each in schemes
        }
        if case is None or not known.issuperset([*(case.query or ()), *(case.headers or ()), *(case.cookies or ())]):
            return evolve(self, by_fields=True) if self.described.body_fields else None
        return evolve(self, case=case, request=_prepare(self.item, case), by_fields=True)

    @property
    def sent(self) -> httpx.Request | None:
        """The last request of the client; None before it sent any."""
        return self._sent[-1] if self._sent else None

    def send(self, headers: Mapping[str, str]) -> Outcome | None:
        """Call the client with these headers added; None if no response came, with the reason in the result."""
        item = self.item
        self._received.clear()
        self._sent.clear()

        def call() -> RawResponse[Any]:
            if item.sender.transport.guard is not None:
                item.sender.transport.guard(self.request)
            return _runner().run(self._call_async(headers)) if self.is_async else self._call_blocking(headers)

        result: RawResponse[Any] | Exception
        transport = item.sender.transport
        for left in reversed(range(1 + transport.patience)):
            try:
                result = item.sender.send(
                    call,
                    on_return=lambda: item.note_restart(self.case),
                    died=APIConnectionError,
                    hung=APITimeoutError,
                )
            except (APIConnectionError, NotSent) as error:
                if isinstance(error, APIConnectionError):
                    transport.budget.count_silence()
                item.keep_error(TimeoutError() if isinstance(error, APITimeoutError) else error, self.case)
                return None
            except ForeignOrigin:
                raise
            except Exception as error:  # whatever it is, the client should not raise it for a valid call
                result = error
            if status_of(result) not in TRANSIENT or not left or not transport.wait_as_asked(_headers_of(result)):
                break
        transport.budget.count_response(status_of(result))
        self._note_made(result)
        if item.scope.is_live and isinstance(result, RawResponse):
            self._received.append(Received(result.status, result.headers, result.content))
        return Outcome(result, self._received[-1] if self._received else None)

    def _note_made(self, result: RawResponse[Any] | Exception) -> None:
        creations, sent = self.item.sender.transport.creations, self.sent
        if creations is not None and sent is not None and isinstance(result, RawResponse):
            made = exchange_of(sent.method, str(sent.url), sent.content, result.status, result.headers, result.content)
            creations.note(*made)

    def _call_blocking(self, headers: Mapping[str, str]) -> RawResponse[Any]:
        def receive(response: httpx.Response) -> None:
            if not self.item.scope.is_live:  # where the client's own deadline must hold
                response.read()
                self._received.append(received(response, response.content))

        with (
            httpx.Client(verify=_trust(), event_hooks={"request": [self._take_turn], "response": [receive]}) as http,
            Vobiz(**self._settings(headers), http_client=http) as client,
        ):
            return client.with_raw_response(self._method(client), **self._arguments())

    async def _call_async(self, headers: Mapping[str, str]) -> RawResponse[Any]:
        async def take_turn(request: httpx.Request) -> None:
            self._take_turn(request)

        async def receive(response: httpx.Response) -> None:
            if not self.item.scope.is_live:
                self._received.append(received(response, await response.aread()))

        async with (
            httpx.AsyncClient(verify=_trust(), event_hooks={"request": [take_turn], "response": [receive]}) as http,
            AsyncVobiz(**self._settings(headers), http_client=http) as client,
        ):
            return await client.with_raw_response(self._method(client), **self._arguments())

    def _arguments(self) -> dict[str, Any]:
        return arguments_for(self.described, self.case, self.request, by_fields=self.by_fields)

    def _take_turn(self, request: httpx.Request) -> None:
        if not self.item.scope.is_live:
            request.url = httpx.URL(with_document_path(self.item.operation, str(httpx.URL(request.url))))
        self.item.sender.transport.take_turn(request.method, str(request.url))
        self._sent[:] = [request]

    def _method(self, client: Vobiz | AsyncVobiz) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(getattr(client, self.described.tags[0]), self.described.name)
        return method

    def _settings(self, headers: Mapping[str, str]) -> dict[str, Any]:
        target = self.item.scope.target
        settings: dict[str, Any] = {
            "base_url": target.base_url,
            "timeout": sum(self.item.sender.timeout),
            "max_retries": 0,
            "headers": headers,
        }
        for scheme, (_, _, argument) in Vobiz.schemes.items():
            # HTTP basic takes two arguments, with ":" between them, from one value.
            names, value = argument.split(":"), target.credentials.get(scheme, "")
            values = zip(names, value.split(":", len(names) - 1), strict=False)
            settings |= {name: value for name, value in values if name and value}
        return settings


def status_of(result: RawResponse[Any] | Exception) -> int:
    """Return the status of the response that the client returned or raised; 0 when there was none."""
    return int(getattr(result, "status", 0))


def _headers_of(result: RawResponse[Any] | Exception) -> Mapping[str, str]:
    headers: Mapping[str, str] = getattr(result, "headers", {})
    return headers


@functools.cache
def _runner() -> asyncio.Runner:
    """Return the one event loop of a process: to open and close one takes longer than a call."""
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read once a run: the certificates of all authorities take 25 ms, more than a call."""
    return httpx.create_ssl_context()


def _can_authenticate(described: ClientOperation[Any]) -> bool:
    usable = {name for name, (kind, _, _) in Vobiz.schemes.items() if kind != "unsupported"}
    return not described.security or any(usable.issuperset(alternative) for alternative in described.security)


def _prepare(item: Item, case: Case[Any]) -> requests.PreparedRequest:
    arguments = request_arguments(case, item.scope.target.base_url)
    return item.sender.transport.prepare_request(requests.Request(**arguments))
