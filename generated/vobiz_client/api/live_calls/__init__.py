# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The operations of one tag, blocking and async."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.get_live_call_status import GetLiveCallStatus
    from ...models.live_call import LiveCall
    from ...runtime.async_client import AsyncClient as _AsyncClient
    from ...runtime.sync_client import SyncClient as _SyncClient


class LiveCallsNamespace:
    """The operations of this tag, blocking."""

    def __init__(self, client: _SyncClient) -> None:
        self._client = client

    def get_live_call(
        self,
        call_uuid: str,
        *,
        auth_id: str | None = None,
        status: GetLiveCallStatus = "live",
    ) -> LiveCall:
        """Retrieve a live call

        Retrieve details of a specific live or queued call.

        Args:
            call_uuid (str): Example: cdr_XXXXXXXXXX.
            auth_id (str, optional): Your account Auth ID. Example: MA_XXXXXX.
            status (GetLiveCallStatus, optional): Default: 'live'.

        Raises:
            BadRequestError: 400, The request is not well formed.
            AuthenticationError: 401, The credentials are missing or wrong.
            PermissionDeniedError: 403, The credentials do not allow this.
            NotFoundError: 404, There is no such resource, or it is not in the state that the request names.
            UnprocessableEntityError: 422, A value is not acceptable.
            RateLimitError: 429, Too many requests; wait for `Retry-After` seconds.
            APIStatusError: any other status that is no success.
            UnexpectedResponseError: when a success is not what the document says.
            APIConnectionError: when no response comes; APITimeoutError when not in time.
        """

        from .get_live_call import OPERATION as _described

        return self._client.call(
            _described,
            {
                "auth_id": auth_id,
                "call_uuid": call_uuid,
                "status": status,
            },
        )


class AsyncLiveCallsNamespace:
    """The operations of this tag, async."""

    def __init__(self, client: _AsyncClient) -> None:
        self._client = client

    async def get_live_call(
        self,
        call_uuid: str,
        *,
        auth_id: str | None = None,
        status: GetLiveCallStatus = "live",
    ) -> LiveCall:
        """Retrieve a live call

        Retrieve details of a specific live or queued call.

        Args:
            call_uuid (str): Example: cdr_XXXXXXXXXX.
            auth_id (str, optional): Your account Auth ID. Example: MA_XXXXXX.
            status (GetLiveCallStatus, optional): Default: 'live'.

        Raises:
            BadRequestError: 400, The request is not well formed.
            AuthenticationError: 401, The credentials are missing or wrong.
            PermissionDeniedError: 403, The credentials do not allow this.
            NotFoundError: 404, There is no such resource, or it is not in the state that the request names.
            UnprocessableEntityError: 422, A value is not acceptable.
            RateLimitError: 429, Too many requests; wait for `Retry-After` seconds.
            APIStatusError: any other status that is no success.
            UnexpectedResponseError: when a success is not what the document says.
            APIConnectionError: when no response comes; APITimeoutError when not in time.
        """

        from .get_live_call import OPERATION as _described

        return await self._client.call(
            _described,
            {
                "auth_id": auth_id,
                "call_uuid": call_uuid,
                "status": status,
            },
        )
