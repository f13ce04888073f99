"""Takes a request, gives a response: route, decision, success or error, then whatever drifts make of it."""

import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from attrs import evolve, frozen

from fake_vendor.serving.error_responses import make_error, make_refusal, make_router_error
from fake_vendor.serving.request_log import LogEntry, RequestLog, hide
from fake_vendor.serving.response import Response
from fake_vendor.serving.routes import Match, Routes, fill
from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause, Decision, decide, decide_at_router
from fake_vendor.spec.query_echoes import repeat_query
from fake_vendor.spec.request import Request
from fake_vendor.spec.security import CredentialState, CredentialStates
from fake_vendor.store.store import Store
from fake_vendor.variants.active_drifts import ActiveDrifts, DriftedOperation
from fake_vendor.variants.effects import Exchange


@frozen
class Turn:
    """One request whose turn it is, with what is to be decided on: an operation, or the router.

    `owner` is the operation whose errors the application sends; `decide` takes how it is treated, and its credentials.
    """

    request: Request
    serial: int
    match: Match
    drifted: DriftedOperation
    owner: Behaviour
    decide: Callable[[Behaviour, CredentialStates], Decision]


class RequestHandler:
    """Responds to the requests to one API with the drifts that are active, and logs each."""

    def __init__(self, api: Api, store: Store, drifts: ActiveDrifts, log: RequestLog) -> None:
        self._api, self._store, self._drifts, self._log = api, store, drifts, log
        self._routes = Routes((each.behaviour for each in drifts.operations.values()), api.schemas.content)
        self._serials = itertools.count(1)
        self._query_keys = [scheme.key for scheme in api.schemes.values() if scheme.location == "query"]

    def handle(self, request: Request) -> Response:
        """Return the response to a request."""
        serial, started = next(self._serials), time.time()
        credentials = {name: scheme.state(request) for name, scheme in self._api.schemes.items()}
        match = self._routes.find(request)
        response, acted = self._respond(self._take(request, serial, match), credentials)
        self._log.add(
            LogEntry(
                time=started,
                method=request.method,
                path=request.path,
                query=hide(request.query_string.decode(), self._query_keys),
                operation=match.behaviour.label if match.behaviour is not None else None,
                credentials={name: state.value for name, state in credentials.items()},
                status=response.status if not response.transfer.is_silent else None,
                cause=response.cause.value,
                drifts=tuple(acted),
                body_bytes=len(request.body),
            )
        )
        return response

    def _take(self, request: Request, serial: int, match: Match) -> Turn:
        take = partial(Turn, request, serial, match)
        behaviour, redirect = match.behaviour, match.redirect
        if behaviour is None or (redirect is not None and redirect.target is None):
            cause = Cause.MOVED if redirect is not None else Cause.BAD_METHOD if match.methods else Cause.NO_ROUTE
            owner = behaviour if behaviour is not None else self._routes.nearest(request.path)
            return take(self._drifts.router, owner, partial(decide_at_router, Decision(cause)))
        drifted = self._drifts.operations[behaviour.label]
        if redirect is not None:
            return take(drifted, behaviour, lambda *_: Decision(Cause.MOVED))
        return take(drifted, behaviour, partial(decide, self._api, self._store.state, request, match.values))

    def _respond(self, turn: Turn, credentials: CredentialStates) -> tuple[Response, list[str]]:
        """Return the response to a request, and the selections that changed it."""
        drifted, redirect = turn.drifted, turn.match.redirect
        decision = turn.decide(drifted.behaviour, credentials)
        acted = [name for name, without in drifted.without if turn.decide(without, credentials) != decision]
        acted += [name for name in (redirect.drift if redirect else "", drifted.behaviour.moved_by) if name]
        wrong = dict.fromkeys(credentials, CredentialState.WRONG)
        exchange = Exchange(
            turn.request,
            decision,
            turn.match.values,
            turn.serial,
            partial(self._make_error, turn),
            lambda request: self._act(
                evolve(turn, request=request), self._follow(evolve(turn, request=request), decision)
            ),
            needs_credentials=turn.decide(drifted.behaviour, wrong).cause is Cause.UNAUTHORIZED,
        )
        for active in drifted.active:
            instead = active.intercept(exchange)
            if instead is not None:
                return instead, [*acted, str(active.selection)]
        response = self._follow(turn, decision)
        if decision.cause is Cause.SUCCESS:
            response = self._act(turn, response)
        for active in drifted.active:
            changed = active.change(exchange, response)
            if changed is not response:
                response, acted = changed, [*acted, str(active.selection)]
        if response.change is not None:
            self._store.commit(response.change)
        return response, acted

    def _act(self, turn: Turn, response: Response) -> Response:
        """Return the response to a request that succeeds with what is kept in it."""
        behaviour, values = turn.drifted.behaviour, turn.match.values
        draft = self._store.draft(behaviour, turn.request, values, response.content)
        headers = tuple(
            (name, draft.location if name.lower() == "location" and draft.location else value)
            for name, value in response.headers
        )
        return evolve(response, content=draft.body, page=draft.page, change=draft.change, headers=headers)

    def _make_error(self, turn: Turn, status: int, message: str) -> Response:
        return make_error(turn.owner, self._api.schemas, turn.serial, status, Decision(Cause.ERROR, message))

    def _follow(self, turn: Turn, decision: Decision) -> Response:
        """Return the response that a decision asks for, before any effect."""
        match, redirect = turn.match, turn.match.redirect
        if decision.cause is Cause.SUCCESS:
            return _succeed(turn.owner, turn.request, match.values, turn.serial)
        if decision.cause not in (Cause.NO_ROUTE, Cause.BAD_METHOD, Cause.MOVED):
            return make_refusal(turn.owner, self._api.schemas, turn.serial, decision)
        if redirect is None:
            return make_router_error(405 if match.methods else 404, decision, match.methods)
        if redirect.target is None:
            return make_router_error(redirect.status, decision, ("OPTIONS",))
        query = turn.request.query_string.decode()
        location = fill(redirect.target, match.values) + (f"?{query}" if query else "")
        return Response(Cause.MOVED, redirect.status, None, has_body=False, headers=(("Location", location),))


def _succeed(behaviour: Behaviour, request: Request, values: dict[str, str], serial: int) -> Response:
    success = behaviour.success
    content = success.content_for(request)
    headers = tuple(success.headers.items())
    if content is None:
        return Response(Cause.SUCCESS, success.status, None, has_body=False, headers=headers)
    body = content.template.render(serial, datetime.now(UTC), values)
    body = repeat_query(body, content, behaviour, request)
    return Response(Cause.SUCCESS, success.status, content.media_type, body, headers=headers)
