"""How the generated client calls any operation of the document with the values of a case."""

import asyncio
import functools
import importlib
import pkgutil
import ssl
from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx
import requests
import vobiz_client.api
from attrs import frozen
from schemathesis import Case
from schemathesis.transport.serialization import Binary
from vobiz_client import APIConnectionError, APITimeoutError, AsyncVobiz, RawResponse, Vobiz, VobizError

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.probes.item import Item
from contract_tests.harness.target.budget import NotSent
from contract_tests.harness.valid_requests.samples import request_arguments
from vobiz_runtime.files import File
from vobiz_runtime.operation import Operation as ClientOperation
from vobiz_runtime.readers import FieldError

CREDENTIAL_ARGUMENTS = ("auth_id", "auth_token", "bearer_token")


@functools.cache
def client_operations() -> dict[tuple[str, str], ClientOperation[Any]]:
    """Every operation that the generated package describes, by method and path."""
    operations = {}
    for tag in pkgutil.iter_modules(vobiz_client.api.__path__):
        package = importlib.import_module(f"vobiz_client.api.{tag.name}")
        for module in pkgutil.iter_modules(package.__path__):
            described = importlib.import_module(f"{package.__name__}.{module.name}").OPERATION
            operations[described.method, described.path] = described
    return operations


@frozen
class ClientCall:
    """A valid call of one operation through its method of the client, blocking or async.

    Attributes:
        described: The operation as the client has it.
        case: The values of the call.
        request: What another client would send for these values.
    """

    item: Item
    described: ClientOperation[Any]
    case: Case[Any]
    request: requests.PreparedRequest
    is_async: bool

    @classmethod
    def of(cls, item: Item, *, has_own_overlay: bool, is_async: bool) -> Self | None:
        """Return None, with the reason in the result, when the client cannot call the operation.

        `has_own_overlay`: whether the document is corrected as the client's was.
        """
        operation = item.operation
        described = client_operations().get((operation.method.upper(), operation.path))
        case = item.samples.of(operation)
        if item.state.is_rerouted:
            item.skip(SkipCode.CLIENT, "the API no longer serves the path that the client sends")
        elif described is None and has_own_overlay:
            item.result.faults.append(f"the generated client has no {item.label}; run `make generate`")
        elif described is None:
            item.skip(SkipCode.CLIENT, "the client is generated with the project's own overlay")
        elif not _can_authenticate(described):
            item.skip(SkipCode.CLIENT, "the client sends no credentials in a URL or a cookie, nor certificates")
        elif case is None:
            item.result.faults.append(f"no valid request to {item.label} can be made from the document")
        else:
            arguments = request_arguments(case, item.scope.target.base_url)
            request = item.sender.transport.prepare_request(requests.Request(**arguments))
            return cls(item, described, case, request, is_async)
        return None

    def send(self, headers: Mapping[str, str]) -> RawResponse[Any] | VobizError | None:
        """Return what the client returns or raises, with these headers added; None if nothing came, with the reason."""
        item = self.item

        def call() -> RawResponse[Any]:
            if item.sender.transport.guard is not None:
                item.sender.transport.guard(self.request)
            return asyncio.run(self._call_async(headers)) if self.is_async else self._call_blocking(headers)

        try:
            return item.sender.send(
                call,
                self.case,
                on_return=lambda: item.note_restart(self.case),
                died=APIConnectionError,
                hung=APITimeoutError,
            )
        except (APIConnectionError, NotSent) as error:
            item.keep_error(TimeoutError() if isinstance(error, APITimeoutError) else error, self.case)
            return None
        except VobizError as error:
            return error
        except FieldError as error:  # the model of the body does not take what the document allows
            return VobizError(str(error))

    def _call_blocking(self, headers: Mapping[str, str]) -> RawResponse[Any]:
        with (
            httpx.Client(verify=_trust(), event_hooks={"request": [self._take_turn]}) as http,
            Vobiz(**self._settings(headers), http_client=http) as client,
        ):
            return client.with_raw_response(self._method(client), **self._arguments())

    async def _call_async(self, headers: Mapping[str, str]) -> RawResponse[Any]:
        async def take_turn(request: httpx.Request) -> None:
            self._take_turn(request)

        async with (
            httpx.AsyncClient(verify=_trust(), event_hooks={"request": [take_turn]}) as http,
            AsyncVobiz(**self._settings(headers), http_client=http) as client,
        ):
            return await client.with_raw_response(self._method(client), **self._arguments())

    def _take_turn(self, request: httpx.Request) -> None:
        self.item.sender.transport.take_turn(request.method, str(request.url))

    def _method(self, client: Vobiz | AsyncVobiz) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(getattr(client, self.described.tags[0]), self.described.name)
        return method

    def _settings(self, headers: Mapping[str, str]) -> dict[str, Any]:
        target = self.item.scope.target
        values = {argument: target.credentials.get(scheme) for scheme, (_, _, argument) in Vobiz.schemes.items()}
        return {
            "base_url": target.base_url,
            "timeout": sum(self.item.sender.timeout),
            "max_retries": 0,
            "headers": headers,
            **{argument: value for argument, value in values.items() if argument in CREDENTIAL_ARGUMENTS},
        }

    def _arguments(self) -> dict[str, Any]:
        case, described = self.case, self.described
        holders = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
        arguments = {
            parameter.argument: holders[parameter.location][parameter.name]
            for parameter in described.parameters
            if parameter.name in (holders[parameter.location] or {})
        }
        for body in described.bodies:
            if case.media_type == body.content_type:
                arguments[described.body_argument] = body.read(_with_files(case.body))
        return arguments


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read once a run: the certificates of all authorities take 25 ms, more than a call."""
    return httpx.create_ssl_context()


def _can_authenticate(described: ClientOperation[Any]) -> bool:
    kinds = {name: kind for name, (kind, _, _) in Vobiz.schemes.items()}
    return not described.security or any(
        all(kinds.get(name, "unsupported") != "unsupported" for name in alternative)
        for alternative in described.security
    )


def _with_files(value: Any) -> Any:
    if isinstance(value, bytes | Binary):
        return File(value if isinstance(value, bytes) else value.data)
    if isinstance(value, dict):
        return {name: _with_files(item) for name, item in value.items()}
    return [_with_files(item) for item in value] if isinstance(value, list) else value
