# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from . import document as _document
from .runtime.async_client import AsyncClient as _AsyncClient
from .runtime.sync_client import SyncClient as _SyncClient

if TYPE_CHECKING:
    from .api import live_calls as _live_calls_operations


class Vobiz(_SyncClient):
    """The blocking client, with one namespace for each tag of the document.

    Args:
        base_url: https, or http to this machine; `VOBIZ_BASE_URL`, or else the document's server.
        auth_id: the account; `VOBIZ_AUTH_ID` when not given.
        auth_token: the account's token; `VOBIZ_AUTH_TOKEN` when not given.
        bearer_token: for operations that take one; `VOBIZ_BEARER_TOKEN` when not given.
        timeout: seconds for one call, with all its attempts and the waits between them.
        max_retries: attempts after the first, of requests that may be repeated.
        retry_any_method: also repeat POST and PATCH, which may then be carried out twice.
        headers: headers to send with every request.
        max_download_bytes: the longest body that `download` writes to a file, 1 GiB.
        http_client: an httpx client of your own, for a proxy, CA or transport; you close it.

    Raises:
        ConfigurationError: when a credential is missing or a value is not usable.
    """

    servers = _document.SERVERS
    schemes = _document.SCHEMES
    securities = (_document.DEFAULT_SECURITY, *_document.SECURITY.values())

    @cached_property
    def live_calls(self) -> _live_calls_operations.LiveCallsNamespace:
        from .api.live_calls import LiveCallsNamespace

        return LiveCallsNamespace(self)


class AsyncVobiz(_AsyncClient):
    """The async client, with one namespace for each tag of the document.

    Args:
        base_url: https, or http to this machine; `VOBIZ_BASE_URL`, or else the document's server.
        auth_id: the account; `VOBIZ_AUTH_ID` when not given.
        auth_token: the account's token; `VOBIZ_AUTH_TOKEN` when not given.
        bearer_token: for operations that take one; `VOBIZ_BEARER_TOKEN` when not given.
        timeout: seconds for one call, with all its attempts and the waits between them.
        max_retries: attempts after the first, of requests that may be repeated.
        retry_any_method: also repeat POST and PATCH, which may then be carried out twice.
        headers: headers to send with every request.
        max_download_bytes: the longest body that `download` writes to a file, 1 GiB.
        http_client: an httpx client of your own, for a proxy, CA or transport; you close it.

    Raises:
        ConfigurationError: when a credential is missing or a value is not usable.
    """

    servers = _document.SERVERS
    schemes = _document.SCHEMES
    securities = (_document.DEFAULT_SECURITY, *_document.SECURITY.values())

    @cached_property
    def live_calls(self) -> _live_calls_operations.AsyncLiveCallsNamespace:
        from .api.live_calls import AsyncLiveCallsNamespace

        return AsyncLiveCallsNamespace(self)
