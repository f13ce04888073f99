"""Takes a request, gives an answer: route, judgement, success or refusal, then whatever drifts make of it."""

import itertools
import time
from functools import partial

from attrs import evolve

from fake_vendor.serving.error_responses import Refuser
from fake_vendor.serving.request_log import LogEntry, RequestLog, hide
from fake_vendor.serving.response import Answer, Delivery
from fake_vendor.serving.routes import Match, Routes, fill
from fake_vendor.spec.behaviour import Api, Conduct
from fake_vendor.spec.decisions import Cause, Decision, decide
from fake_vendor.spec.request import Request
from fake_vendor.spec.security import Standings
from fake_vendor.spec.values.text_forms import now
from fake_vendor.variants.active_drifts import Setting, Switchboard, conducts_of
from fake_vendor.variants.effects import Exchange


class Desk:
    """Answers the requests to one API as its switchboard says, and logs each."""

    def __init__(self, api: Api, board: Switchboard, log: RequestLog) -> None:
        self._api, self._board, self._log = api, board, log
        self._routes = Routes(conducts_of(board))
        self._refuser = Refuser(api)
        self._serials = itertools.count(1)
        self._query_keys = [scheme.key for scheme in api.schemes.values() if scheme.location == "query"]

    def answer(self, request: Request) -> Answer:
        """The answer to a request."""
        serial = next(self._serials)
        started = time.time()
        standings = {name: scheme.standing(request) for name, scheme in self._api.schemes.items()}
        found = self._routes.find(request)
        operation: str | None = None
        drifts: list[str] = []
        if isinstance(found, Match):
            operation = found.conduct.label
            answer, drifts = self._at_operation(found, request, standings, serial)
        elif found is None:
            answer = self._refuser.refuse(None, Decision(Cause.NO_ROUTE, "Not found"), serial)
        else:
            answer = self._refuser.refuse(None, Decision(Cause.BAD_METHOD, "Method not allowed"), serial)
            answer = answer.with_headers(("Allow", ", ".join(found)))
        self._log.add(
            LogEntry(
                time=started,
                method=request.method,
                path=request.path,
                query=hide(request.query_text, self._query_keys),
                operation=operation,
                credentials={name: standing.value for name, standing in standings.items()},
                status=answer.status if not answer.delivery.is_silent else None,
                cause=answer.cause.value,
                drifts=tuple(drifts),
                body_bytes=len(request.body),
            )
        )
        return answer

    def _at_operation(
        self, match: Match, request: Request, standings: Standings, serial: int
    ) -> tuple[Answer, list[str]]:
        setting, conduct = self._board.settings[match.conduct.label], match.conduct
        if match.detour is not None:
            answer = self._detour(match, request, serial)
            decision, acted = Decision(Cause.MOVED), [match.detour.drift]
        else:
            decision, acted = self._decide(setting, request, match.values, standings)
            acted = [*acted, conduct.moved_by] if conduct.moved_by else acted
            answer = (
                self._succeed(conduct, request, match.values, serial)
                if decision.cause is Cause.SUCCESS
                else self._refuser.refuse(conduct, decision, serial)
            )
        error = partial(self._error, conduct, serial)
        exchange = Exchange(request, conduct, decision, match.values, standings, serial, error)
        for active in setting.active:
            instead = active.step_in(exchange)
            if instead is not None:
                return instead, [*acted, str(active.selection)]
        for active in setting.active:
            changed = active.change(exchange, answer)
            if changed is not answer:
                answer, acted = changed, [*acted, str(active.selection)]
        return answer, acted

    def _decide(
        self, setting: Setting, request: Request, values: dict[str, str], standings: Standings
    ) -> tuple[Decision, list[str]]:
        def judge(conduct: Conduct) -> Decision:
            return decide(self._api, conduct, request, values, standings)

        decision = judge(setting.conduct)
        return decision, [name for name, conduct in setting.without if judge(conduct) != decision]

    def _succeed(self, conduct: Conduct, request: Request, values: dict[str, str], serial: int) -> Answer:
        success = conduct.success
        content = success.content_for(request)
        headers = tuple(success.headers.items())
        if content is None:
            return Answer(Cause.SUCCESS, success.status, None, has_body=False, headers=headers)
        body = content.mould.cast(serial, now(), values)
        return Answer(Cause.SUCCESS, success.status, content.media_type, body, headers=headers)

    def _detour(self, match: Match, request: Request, serial: int) -> Answer:
        detour = match.detour
        assert detour is not None
        if detour.target is None:
            answer = self._refuser.error(None, detour.status, "Not found", serial)
            return evolve(answer, cause=Cause.MOVED)
        query = f"?{request.query_text}" if request.query_text else ""
        headers = (("Location", fill(detour.target, match.values) + query),)
        return Answer(Cause.MOVED, detour.status, None, has_body=False, headers=headers, delivery=Delivery())

    def _error(self, conduct: Conduct, serial: int, status: int, message: str) -> Answer:
        return self._refuser.error(conduct, status, message, serial)
