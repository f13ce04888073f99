"""Takes a request, gives a response: route, decision, success or error, then whatever drifts make of it."""

import itertools
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from attrs import evolve

from fake_vendor.serving.request_log import LogEntry, RequestLog, hide
from fake_vendor.serving.response import Response, reason
from fake_vendor.serving.routes import Match, Routes, fill
from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour, Redirect
from fake_vendor.spec.decisions import Cause, Decision, decide
from fake_vendor.spec.request import Request
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.security import CredentialStates
from fake_vendor.spec.success import Success, make_headers
from fake_vendor.spec.values.samples import NOTHING, Sampler, find_example
from fake_vendor.variants.active_drifts import ActiveDrifts
from fake_vendor.variants.effects import Exchange
from vendor_spec.openapi.responses import documented_responses, is_documented, response_key

# The statuses that a refusal may have, the likeliest first: the first that the document has is sent.
STATUSES: dict[Cause, tuple[int, ...]] = {
    Cause.NO_ROUTE: (404,),
    Cause.BAD_METHOD: (405,),
    Cause.UNAUTHORIZED: (401, 403),
    Cause.OTHER_ACCOUNT: (403, 404, 401),
    Cause.INVALID: (400, 422),
    Cause.UNKNOWN: (404, 410),
    Cause.ENDED: (404, 410),
}
# By the vendor's errors page: codes are words in upper case, most of them the reason phrase of the status.
CODES = {422: "VALIDATION_ERROR", 429: "RATE_LIMITED", 500: "INTERNAL_ERROR"}


class RequestHandler:
    """Responds to the requests to one API with the drifts that are active, and logs each."""

    def __init__(self, api: Api, drifts: ActiveDrifts, log: RequestLog) -> None:
        self._api, self._drifts, self._log = api, drifts, log
        self._routes = Routes(operation.behaviour for operation in drifts.operations.values())
        self._serials = itertools.count(1)
        self._query_keys = [scheme.key for scheme in api.schemes.values() if scheme.location == "query"]

    def handle(self, request: Request) -> Response:
        """Return the response to a request."""
        serial, started = next(self._serials), time.time()
        credentials = {name: scheme.state(request) for name, scheme in self._api.schemes.items()}
        match = self._routes.find(request)
        acted: list[str] = []
        if isinstance(match, Match):
            response, acted = self._at_operation(match, request, credentials, serial)
        elif match:
            response = self._refuse(None, serial, Decision(Cause.BAD_METHOD, "Method not allowed"))
            response = response.with_headers(("Allow", ", ".join(match)))
        else:
            response = self._refuse(None, serial, Decision(Cause.NO_ROUTE, "Not found"))
        self._log.add(
            LogEntry(
                time=started,
                method=request.method,
                path=request.path,
                query=hide(request.query_string.decode(), self._query_keys),
                operation=match.behaviour.label if isinstance(match, Match) else None,
                credentials={name: state.value for name, state in credentials.items()},
                status=response.status if not response.transfer.is_silent else None,
                cause=response.cause.value,
                drifts=tuple(acted),
                body_bytes=len(request.body),
            )
        )
        return response

    def _at_operation(
        self, match: Match, request: Request, credentials: CredentialStates, serial: int
    ) -> tuple[Response, list[str]]:
        """Return the response of an operation, and the selections that changed it."""
        behaviour, operation = match.behaviour, self._drifts.operations[match.behaviour.label]
        if match.redirect is not None:
            response = self._redirect(match.redirect, match.values, request, serial)
            decision, acted = Decision(Cause.MOVED), [match.redirect.drift]
        else:
            decide_as = partial(decide, self._api, request=request, path_values=match.values, credentials=credentials)
            decision = decide_as(behaviour)
            acted = [name for name, without in operation.without if decide_as(without) != decision]
            acted += [behaviour.moved_by] if behaviour.moved_by else []
            response = (
                _succeed(behaviour.success, request, match.values, serial)
                if decision.cause is Cause.SUCCESS
                else self._refuse(behaviour, serial, decision)
            )

        def error(status: int, message: str) -> Response:
            return self._error(behaviour, serial, status, Decision(Cause.ERROR, message))

        exchange = Exchange(request, decision, match.values, serial, error)
        for active in operation.active:
            instead = active.intercept(exchange)
            if instead is not None:
                return instead, [*acted, str(active.selection)]
        if decision.cause is Cause.SUCCESS:
            created = self._api.resources.created
            response = evolve(response, content=created.apply(behaviour, request, match.values, response.content))
        for active in operation.active:
            changed = active.change(exchange, response)
            if changed is not response:
                response, acted = changed, [*acted, str(active.selection)]
        return response, acted

    def _redirect(self, redirect: Redirect, values: dict[str, str], request: Request, serial: int) -> Response:
        if redirect.target is None:
            return self._error(None, serial, redirect.status, Decision(Cause.MOVED, "Not found"))
        query = request.query_string.decode()
        location = fill(redirect.target, values) + (f"?{query}" if query else "")
        return Response(Cause.MOVED, redirect.status, None, has_body=False, headers=(("Location", location),))

    def _refuse(self, behaviour: Behaviour | None, serial: int, decision: Decision) -> Response:
        """Return the response to a request that earns no success, at an operation or at a path that has none."""
        statuses = STATUSES[decision.cause]
        documented = (status for status in statuses if behaviour and is_documented(behaviour.operation, status))
        status = next(documented, statuses[0])
        response = self._error(behaviour, serial, status, decision)
        if decision.cause is Cause.UNAUTHORIZED and behaviour is not None and behaviour.admission.challenge:
            return response.with_headers(("WWW-Authenticate", behaviour.admission.challenge))
        return response

    def _error(self, behaviour: Behaviour | None, serial: int, status: int, decision: Decision) -> Response:
        """Return an error response with this status, in the shape that the document has for that status."""
        cause, message = decision.cause, decision.message
        code = CODES.get(status, reason(status).upper().replace(" ", "_"))
        body = {
            "status": "error",
            "error": {"code": code, "message": message, "details": dict(decision.details)},
            "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z",
            "requestId": f"req_{serial:08d}",
        }
        responses = (
            documented_responses(self._api.schemas.content, behaviour.operation) if behaviour is not None else {}
        )
        documented = responses.get(response_key(responses, status) or "", {})
        headers = tuple(make_headers(documented, self._api.schemas).items())
        if status == 429 and not any(name.lower() == "retry-after" for name, _ in headers):
            headers = (*headers, ("Retry-After", "1"))
        contents: dict[str, Any] = documented.get("content", {}) or {"application/json": {}}
        media_type, media = next(iter(contents.items()))
        schema = media.get("schema", {})
        if not is_json(media_type):
            return Response(cause, status, media_type, message, headers=headers)
        shapes = (body, {"error": message}, {"message": message})
        fitting = next((shape for shape in shapes if self._api.schemas.allows(schema, shape)), None)
        if fitting is None:
            hint = {"title": message, "detail": message, "message": message, "error": message, "status": status}
            example = find_example(media, self._api.schemas.content)
            fitting = Sampler(self._api.schemas).sample(schema, hint if example is NOTHING else example)
        return Response(cause, status, media_type, fitting, headers=headers)


def _succeed(success: Success, request: Request, values: dict[str, str], serial: int) -> Response:
    content = success.content_for(request)
    headers = tuple(success.headers.items())
    if content is None:
        return Response(Cause.SUCCESS, success.status, None, has_body=False, headers=headers)
    body = content.template.render(serial, datetime.now(UTC), values)
    return Response(Cause.SUCCESS, success.status, content.media_type, body, headers=headers)
