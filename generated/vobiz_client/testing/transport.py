# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The transport that answers in place of the API, of any document."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx

from ..runtime.credentials import Schemes
from ..runtime.errors import ConfigurationError
from ..runtime.operation import Operation
from .answers import documented, respond
from .examples import find_examples
from .lists import is_later_page, last_page
from .sent import SentRequest, sent_request

if TYPE_CHECKING:
    from .answers import Answer


class StubbedAPI(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the calls of clients, blocking and async; safe to share between threads."""

    def __init__(self) -> None:
        self.sent: list[SentRequest] = []
        self._answers: dict[str, list[Any]] = {}
        self._repeated: set[str] = set()  # operations whose last answer was given
        self._lock = threading.Lock()

    def answer(self, operation: "str | Callable[..., object]", *answers: "Answer") -> None:
        """Set what an operation answers from now on: each answer once, in this order, and the last one ever after.

        Without answers it is the document's example again. In a list that goes over pages, the last answer is the last
        page: those behind it are empty. An answer is

        - a model, or the JSON as dict or list, or text or bytes where the document has these, or None for no body;
        - `example(call_status="ringing")`: the document's example with some fields changed;
        - a status, as a number, with the body that the document has for it;
        - an error, as class or instance: `NotFoundError`, `TimeoutError`, `httpx.ConnectError`;
        - a function that takes the `SentRequest` and returns one of these;
        - an `httpx.Response`, which is not checked.

        Args:
            operation: a method of a client, its name alone or behind its namespace ("live_calls.get_live_call"), or the
                document's "GET /path".
            answers: what it answers.

        Raises:
            ConfigurationError: when no operation is called so, or the document does not allow an answer.
        """
        examples = find_examples(operation)
        for each in answers:
            if not callable(each) and not isinstance(each, BaseException):
                respond(examples.where, examples.operation(), each, examples)
        with self._lock:
            self._answers[examples.where] = list(answers)
            self._repeated.discard(examples.where)

    def sent_to(self, operation: "str | Callable[..., object]") -> list[SentRequest]:
        """Return the requests that were sent to one operation, the first one first."""
        where = find_examples(operation).where
        return [request for request in self.sent if request.operation == where]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a blocking client."""
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        await request.aread()
        return self._respond(request)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        operation: Operation[Any] | None = request.extensions.get("operation")
        if operation is None:
            raise ConfigurationError("this transport answers the calls of a client of this package, and no others")
        examples = find_examples(operation)
        seen = sent_request(examples.where, operation, request)
        with self._lock:
            self.sent.append(seen)
            answers = self._answers.get(examples.where) or []
            answer = answers[0] if answers else None
            is_last = len(answers) < 2
            is_again = is_last and examples.where in self._repeated
            if is_last:
                self._repeated.add(examples.where)
            else:
                del answers[0]
        if not answers:
            accept = request.headers.get("accept", "")
            return last_page(operation, documented(None, examples, accept), is_empty=is_later_page(operation, seen))
        if callable(answer) and not isinstance(answer, type):
            return respond(examples.where, operation, answer(seen), examples)
        response = respond(examples.where, operation, answer, examples, is_last=is_last)
        if is_again and not isinstance(answer, httpx.Response) and is_later_page(operation, seen):
            return last_page(operation, response, is_empty=True)
        return response


def made_up_settings(schemes: Schemes) -> dict[str, str]:
    """Return a base URL and a value for each credential of a client, so that it uses none of the environment."""
    own = {argument for _, _, arguments in schemes.values() for argument in arguments.split(":") if argument}
    credentials = {"auth_id", "auth_token", "bearer_token"} | own
    # RFC 6761: a name that never resolves.
    return {"base_url": "https://api.invalid", **{argument: f"TEST_{argument.upper()}" for argument in credentials}}
