# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""For the tests of programs that use this client: the API, answered from the document's examples without a network.

`StubTransport` stands in for the API, `example` changes an example of the document, and a `SentRequest` is what a call
has sent. Nothing of this is imported with the client.
"""

from typing import Any

import httpx

from ..client import AsyncVobiz, Vobiz
from ..runtime.settings import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_S
from .answers import Answer, Example, example
from .sent import SentRequest
from .transport import StubbedAPI, made_up_settings

__all__ = ["Answer", "Example", "SentRequest", "StubTransport", "example"]


class StubTransport(StubbedAPI):
    """Answers every operation from the document's examples; `answer` sets other answers, `sent` holds the requests.

    `client()` and `async_client()` make clients that talk to it. It is a transport of httpx, too, for a client that
    your program makes: `Vobiz(http_client=httpx.Client(transport=api))`.
    """

    def client(
        self,
        *,
        timeout: float = DEFAULT_TIMEOUT_S,
        max_retries: int = DEFAULT_MAX_RETRIES,
        retry_any_method: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Vobiz:
        """Return a blocking client of this stand-in, with made-up credentials whatever the environment holds."""
        settings: dict[str, Any] = {"timeout": timeout, "max_retries": max_retries, "headers": headers}
        settings |= {"retry_any_method": retry_any_method, **made_up_settings(Vobiz.schemes)}
        return Vobiz(http_client=httpx.Client(transport=self), **settings)

    def async_client(
        self,
        *,
        timeout: float = DEFAULT_TIMEOUT_S,
        max_retries: int = DEFAULT_MAX_RETRIES,
        retry_any_method: bool = False,
        headers: dict[str, str] | None = None,
    ) -> AsyncVobiz:
        """Return an async client of this stand-in, with made-up credentials whatever the environment holds."""
        settings: dict[str, Any] = {"timeout": timeout, "max_retries": max_retries, "headers": headers}
        settings |= {"retry_any_method": retry_any_method, **made_up_settings(AsyncVobiz.schemes)}
        return AsyncVobiz(http_client=httpx.AsyncClient(transport=self), **settings)
