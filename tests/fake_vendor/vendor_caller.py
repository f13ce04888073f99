"""Sends to a fake vendor a request that is valid, or changed in one thing; and a fixed battery of probes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import requests
from attrs import frozen
from requests.adapters import HTTPAdapter
from urllib3 import Retry, encode_multipart_formdata

from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.resources import ENDED
from fake_vendor.vendor import FakeVendor
from vendor_spec.openapi.values.samples import Sampler

OTHER_ACCOUNT = "MA_9Q9Q9Q"
UNKNOWN_ID = "0f0f0f0f-1111-4222-8333-444455556666"
DOCUMENTED_PATH = "/api/v1/Account/{auth_id}/Call/{call_uuid}"
LIVE_CALL = f"GET {DOCUMENTED_PATH}/"


class Caller:
    """One kept-alive connection to one vendor, proxies of the environment left aside, redirects not followed."""

    def __init__(self, vendor: FakeVendor, *, timeout: float = 5.0, retries: int = 0) -> None:
        self.vendor, self.timeout = vendor, timeout
        self.session = requests.Session()
        self.session.trust_env = False
        # A connection that the server has just closed is nobody's fault, and requests does not try again by itself.
        self.session.mount("http://", HTTPAdapter(max_retries=Retry(total=None, read=retries, connect=0, status=0)))
        self.behaviours = {behaviour.label: behaviour for behaviour in vendor.api.behaviours}

    def send(
        self,
        label: str = LIVE_CALL,
        *,
        path: str | None = None,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str | None] | None = None,
        credentials: Mapping[str, str | None] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = ...,
        method: str | None = None,
        as_sent: bool = False,
    ) -> requests.Response:
        """The answer to the right request to an operation, with what is given in the place of what is right.

        `credentials` are by scheme, `query` by name; None leaves one out. `path` is a template.
        `as_sent`: the body is not read yet, so that it can be read without being unpacked.
        """
        behaviour = self.behaviours[label]
        values = known_ids(self.vendor, behaviour) | dict(ids or {})
        template = path if path is not None else behaviour.operation.path
        filled = re.sub(r"\{([^{}]+)\}", lambda name: quote(values[name[1]], safe=""), template)
        sent = required_query(self.vendor, behaviour) | dict(query or {})
        secrets = {name: scheme.secret for name, scheme in self.vendor.api.schemes.items()} | dict(credentials or {})
        carried = {"header": dict(headers or {}), "query": {}, "cookie": {}}
        for names in behaviour.admission.alternatives[:1]:
            for name in names:
                scheme, secret = self.vendor.api.schemes[name], secrets[name]
                if secret is not None:
                    carried[scheme.location][scheme.key] = secret
        for parameter in behaviour.parameters:
            if parameter.location == "header" and parameter.required:
                sample = Sampler(self.vendor.api.schemas).sample(parameter.schema, parameter.example)
                carried["header"].setdefault(parameter.name, str(sample))
        data, content_type = self._body(behaviour, body)
        prepared = self.session.prepare_request(
            requests.Request(
                method or behaviour.operation.method.upper(),
                self.vendor.base_url,
                params={k: v for k, v in (sent | carried["query"]).items() if v is not None},
                headers=content_type | carried["header"],
                cookies=carried["cookie"],
                data=data,
            )
        )
        # Put in after preparing: requests would tidy up a path that is odd on purpose.
        query_text = (prepared.url or "").partition("?")[2]
        prepared.url = self.vendor.base_url + filled + (f"?{query_text}" if query_text else "")
        return self.session.send(prepared, timeout=self.timeout, allow_redirects=False, stream=as_sent)

    def _body(self, behaviour: Behaviour, body: Any) -> tuple[bytes | None, dict[str, str]]:
        if body is None or (behaviour.request_body is None and body is ...):
            return None, {}
        assert behaviour.request_body is not None
        kind, schema = next(iter(behaviour.request_body.schemas_by_type.items()))
        value = Sampler(self.vendor.api.schemas).sample(schema) if body is ... else body
        if isinstance(value, bytes):
            return value, {"Content-Type": kind}
        if kind == "multipart/form-data":
            parts = {name: (None, str(part)) for name, part in value.items()}
            encoded, content_type = encode_multipart_formdata(parts)
            return encoded, {"Content-Type": content_type}
        if is_json(kind):
            return json.dumps(value).encode(), {"Content-Type": kind}
        return (urlencode(value) if isinstance(value, dict) else str(value)).encode(), {"Content-Type": kind}


def known_ids(vendor: FakeVendor, behaviour: Behaviour, state: str | None = None) -> dict[str, str]:
    """An id that exists for every path parameter of an operation."""
    names = [parameter.name for parameter in behaviour.path_parameters]
    return {name: _known_id(vendor, behaviour, name, state) for name in names}


def _known_id(vendor: FakeVendor, behaviour: Behaviour, name: str, state: str | None) -> str:
    resources = vendor.api.resources
    if (behaviour.label, name) in resources.accounts:
        return resources.accounts[behaviour.label, name]
    wanted = state or (behaviour.states[0] if behaviour.has_states(name) else None)
    ids = resources.ids[behaviour.label, name]
    return next(id_ for id_, has in ids.items() if has == wanted or (wanted is None and has != ENDED))


def required_query(vendor: FakeVendor, behaviour: Behaviour) -> dict[str, Any]:
    """A value for every query parameter that an operation requires."""
    query = {}
    for parameter in behaviour.parameters:
        if parameter.location == "query" and parameter.required:
            sample = Sampler(vendor.api.schemas).sample(parameter.schema, parameter.example)
            value = vendor.api.resources.accounts.get((behaviour.label, parameter.name), sample)
            if parameter.style == "deepObject":
                query |= {f"{parameter.name}[{key}]": below for key, below in value.items()}
                continue
            query[parameter.name] = str(value).lower() if isinstance(value, bool) else value
    return query


@frozen
class Seen:
    """What an answer comes to, without what is fresh in each: ids, times, numbers of requests."""

    status: int
    content_type: str | None
    location: str | None
    headers: frozenset[str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def see(response: requests.Response, known: Mapping[str, str]) -> Seen:
    """The answer with everything fresh in it replaced."""
    body = response.raw.read()
    for name, value in known.items():
        body = body.replace(value.encode(), f"<{name}>".encode())
    for pattern, word in (
        (rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"<uuid>"),
        (rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?", b"<time>"),
        (rb"req_\d+", b"<request>"),
    ):
        body = re.sub(pattern, word, body)
    location = response.headers.get("Location")
    names = frozenset(name.lower() for name in response.headers) - {"date"}
    return Seen(response.status_code, response.headers.get("Content-Type"), location, names, body)


PROBES: dict[str, dict[str, Any]] = {
    "live": {},
    "queued": {"query": {"status": "queued"}},
    "no slash": {"path": "/api/v1/Account/{auth_id}/Call/{call_uuid}"},
    "nobody": {"credentials": {"AuthID": None, "AuthToken": None}},
    "no id": {"credentials": {"AuthID": None}},
    "no token": {"credentials": {"AuthToken": None}},
    "wrong id": {"credentials": {"AuthID": "wrong"}},
    "wrong token": {"credentials": {"AuthToken": "wrong"}},
    "both wrong": {"credentials": {"AuthID": "wrong", "AuthToken": "wrong"}},
    "other account": {"ids": {"auth_id": "ZZ_9Q9Q9Q"}},
    "account alike": {"ids": {"auth_id": OTHER_ACCOUNT}},
    "unknown": {"ids": {"call_uuid": UNKNOWN_ID}},
    "no status": {"query": {"status": None}},
    "bad status": {"query": {"status": "bogus"}},
    "empty status": {"query": {"status": ""}},
    "odd status": {"query": {"status": "l\u00efve\u0001"}},
    "odd path": {"ids": {"call_uuid": "\u00ff" * 30}},
}


def send_all(caller: Caller) -> dict[str, Seen]:
    """The responses to the battery of probes about the live call."""
    queued = known_ids(caller.vendor, caller.behaviours[LIVE_CALL], "queued")
    seen = {}
    for name, probe in PROBES.items():
        changed = probe | ({"ids": queued} if name == "queued" else {})
        known = dict(caller.vendor.environment)
        seen[name] = see(caller.send(**changed, as_sent=True), known)
    return seen
