"""For each drift of the catalogue, the probes whose responses it changes, and what they are then."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen
from vendor_caller import PROBES, Seen

Holds = Callable[[Seen], bool]

DUE = ("live", "queued")
WITHOUT = ("nobody", "no id", "no token")
WRONG = ("wrong id", "wrong token", "both wrong")
INVALID = ("no status", "bad status", "empty status", "odd status")
UNKNOWN = ("unknown", "odd path")
DOCUMENTED = tuple(name for name in PROBES if name != "no slash")


@frozen
class Expected:
    """The probes that get another response, and what holds of each such response."""

    probes: tuple[str, ...]
    holds: Holds


def has(status: int, location: str | None = None) -> Holds:
    return lambda seen: seen.status == status and (location is None or location in (seen.location or ""))


def leads_to_no_slash(status: int) -> Holds:
    return lambda seen: (
        seen.status == status
        and (seen.location or "").startswith("/api/v1/Account/")
        and not (seen.location or "").partition("?")[0].endswith("/")
    )


def body(holds: Callable[[dict[str, Any]], bool]) -> Holds:
    return lambda seen: seen.status == 200 and seen.content_type == "application/json" and holds(seen.json)


def raw(holds: Callable[[bytes], bool]) -> Holds:
    return lambda seen: seen.status == 200 and "application/json" in str(seen.content_type) and holds(seen.body)


def absent(name: str, instead: str | None = None) -> Holds:
    return body(
        lambda value: name not in value and len(value) == (10 if instead is None else 11) and (instead or "to") in value
    )


def is_type(name: str, kind: type) -> Holds:
    return body(lambda value: type(value[name]) is kind and len(value) == 11)


def is_value(name: str, wanted: Any) -> Holds:
    return body(lambda value: value[name] == wanted and len(value) == 11)


def is_broken(data: bytes) -> bool:
    try:
        json.loads(data.decode())
    except ValueError:
        return True
    return False


def _expect() -> dict[str, Expected]:
    expectations: dict[str, Expected] = {}

    def on(probes: tuple[str, ...], *named: tuple[str, Holds]) -> None:
        expectations.update({name: Expected(probes, holds) for name, holds in named})

    for status in (301, 302, 307, 308):
        on(DOCUMENTED, (f"path.trailing_slash:{status}", leads_to_no_slash(status)))
    on(DOCUMENTED, ("path.trailing_slash:404", has(404)))
    on(DOCUMENTED, *((f"path.moved:{how}", has(404)) for how in ("404", "case", "renamed")))
    on(DOCUMENTED, *((f"path.moved:{status}", has(status)) for status in (405, 410)))
    on(DOCUMENTED, *((f"path.moved:{status}", has(status, "/api/v2/Account/")) for status in (301, 307)))
    on(DOCUMENTED, *((f"redirect.foreign:{s}", has(s, "https://elsewhere.invalid/api/v1/")) for s in (301, 302, 308)))
    on(DOCUMENTED, ("redirect.foreign:307=//elsewhere.invalid", has(307, "//elsewhere.invalid/api/v1/")))
    on(DUE, ("redirect.foreign:late", has(302, "https://elsewhere.invalid/download")))
    on(DUE, *((f"status.changed:{status}", has(status)) for status in (201, 202, 206)))
    on(DUE, ("status.changed:204", lambda seen: seen.status == 204 and seen.body == b"" and seen.content_type is None))
    for kind in ("text/html", "text/plain", "application/xml", "application/octet-stream"):
        on(
            DUE,
            (
                f"content_type.changed:{kind}",
                lambda seen, kind=kind: seen.content_type == kind and len(seen.json) == 11,
            ),
        )
    on(DUE, ("content_type.changed:none", lambda seen: seen.content_type is None and len(seen.json) == 11))
    on(
        DUE,
        *(
            (f"body.unreadable:{how}", raw(is_broken))
            for how in ("malformed", "single_quotes", "truncated", "trailing")
        ),
        ("body.unreadable:empty", raw(lambda data: data == b"")),
        ("body.unreadable:html", raw(lambda data: data.startswith(b"<!doctype html>"))),
        ("body.unreadable:latin1", raw(lambda data: b"\xeb" in data and is_broken(data))),
        ("body.unreadable:bom", raw(lambda data: data.startswith(b"\xef\xbb\xbf{") and len(json.loads(data)) == 11)),
        ("body.unreadable:half_letter", raw(lambda data: b'":"\\ud800' in data and len(json.loads(data)) == 11)),
        ("body.unreadable:utf16", raw(lambda data: is_broken(data) and len(json.loads(data.decode("utf-16"))) == 11)),
        (
            "body.unreadable:wrong_charset",
            lambda seen: seen.content_type == "application/json; charset=utf-16" and len(seen.json) == 11,
        ),
        ("body.unreadable:duplicate_keys", raw(lambda data: len(json.loads(data, object_pairs_hook=list)) == 12)),
        ("body.unreadable:nan", raw(lambda data: b":NaN" in data and not is_broken(data))),
        ("body.unreadable:false_gzip", lambda seen: "content-encoding" in seen.headers and len(seen.json) == 11),
        ("body.shape:array", lambda seen: isinstance(seen.json, list) and len(seen.json[0]) == 11),
        ("body.shape:wrapped", body(lambda value: list(value) == ["data"] and len(value["data"]) == 11)),
        ("body.shape:null", raw(lambda data: data == b"null")),
        ("body.shape:string", lambda seen: isinstance(seen.json, str) and len(json.loads(seen.json)) == 11),
        ("body.shape:boolean", raw(lambda data: data == b"true")),
    )
    on(UNKNOWN, ("body.shape:error", lambda seen: seen.status == 200 and "error" in seen.json))
    on(
        DUE,
        *((f"field.missing:{name}", absent(name)) for name in ("from", "call_status", "session_start", "caller_name")),
    )
    on(("queued",), ("field.missing:stir_attestation,when=status=queued", absent("stir_attestation")))
    on(
        DUE,
        ("field.type:from=integer", is_value("from", 919262171438)),
        ("field.type:caller_name=null", is_value("caller_name", None)),
        ("field.type:direction=array", is_value("direction", ["outbound"])),
        ("field.type:to=object", is_value("to", {"value": "919148227303"})),
        ("field.type:stir_verification=boolean", is_type("stir_verification", bool)),
        ("field.type:session_start=integer", is_type("session_start", int)),
        ("field.renamed:from=from_number", absent("from", "from_number")),
        ("field.renamed:call_status=callStatus", absent("call_status", "callStatus")),
        ("field.renamed:direction=Direction", absent("direction", "Direction")),
        ("field.renamed:stir_attestation=stir-attestation", absent("stir_attestation", "stir-attestation")),
        ("field.renamed:session_start=session_started", absent("session_start", "session_started")),
        ("field.renamed:caller_name=caller/caller_name", is_nested),
        ("field.format:api_id=undashed", body(lambda value: len(value["api_id"]) == 32)),
        ("field.format:api_id=prefixed", body(lambda value: value["api_id"].startswith("id_"))),
        ("field.format:api_id=number", body(lambda value: value["api_id"].isdecimal())),
        ("field.format:session_start=iso", body(lambda value: value["session_start"] == "<time>Z")),
        ("field.format:session_start=day_first", body(lambda value: value["session_start"][2] == "/")),
        ("field.format:session_start=date", body(lambda value: len(value["session_start"]) == 10)),
        ("field.format:session_start=month_name", body(lambda value: value["session_start"][:3].isalpha())),
        ("field.format:call_uuid=undashed", body(lambda value: len(value["call_uuid"]) == 32)),
        ("field.format:session_start=epoch", body(lambda value: value["session_start"].isdecimal())),
        ("field.format:from=plus", is_value("from", "+919262171438")),
        ("field.format:to=spaced", is_value("to", "91 91482 27303")),
        ("field.format:to=sip", is_value("to", "sip:919148227303@example.com")),
        ("field.value:direction=sideways", is_value("direction", "sideways")),
        ("field.value:direction=OUTBOUND", is_value("direction", "OUTBOUND")),
        ("field.value:direction=", is_value("direction", "")),
        ("field.echo:call_uuid=other", body(lambda value: value["call_uuid"] == "<uuid>" != value["request_uuid"])),
        ("field.echo:call_uuid=example", body(lambda value: value["call_uuid"] == "<uuid>" != value["request_uuid"])),
        ("field.undocumented:queue_position=3", is_added("queue_position", 3)),
        ("field.undocumented:x_trace=null", is_added("x_trace", None)),
        ('field.undocumented:legs=[{"codec":"PCMU"}]', is_added("legs", [{"codec": "PCMU"}])),
    )
    on(("queued",), ("parameter.rejected:status=queued", has(400)))
    on(("live", *UNKNOWN), ("parameter.rejected:status=live", has(400)))
    given = (*DUE, *UNKNOWN, "bad status", "empty status", "odd status")
    on(given, ("parameter.rejected:status", lambda seen: seen.status == 400 and b"not accepted" in seen.body))
    on((*DUE, *UNKNOWN), ("parameter.rejected:+region", lambda seen: seen.status == 400 and b"region" in seen.body))
    for scheme, word in (("bearer", b"Bearer"), ("basic", b"Basic"), ("header=X-Api-Key", b"X-Api-Key")):
        on(
            DOCUMENTED,
            (
                f"auth.scheme_changed:{scheme}",
                lambda seen, word=word: seen.status == 401 and "www-authenticate" in seen.headers and word in seen.body,
            ),
        )
    on(("no status",), ("parameter.not_required:status", has(200)))
    on(("bad status", "empty status", "odd status"), ("parameter.not_validated:status", has(200)))
    on(("empty status",), ("parameter.not_validated:status=empty", has(200)))
    for how, probes in {
        ":absent": ("nobody",),
        ":wrong": ("both wrong",),
        ":X-Auth-ID=absent": ("no id",),
        ":X-Auth-ID=wrong": ("wrong id",),
        ":X-Auth-Token=absent": ("no token",),
        ":X-Auth-Token=wrong": ("wrong token",),
        "": (*WITHOUT, *WRONG),
    }.items():
        on(probes, (f"auth.not_enforced{how}", has(200)))
    on(("other account", "account alike"), ("account.not_isolated:any", has(200)))
    on(("account alike",), ("account.not_isolated:alike", has(200)))
    on(DOCUMENTED, ("server.error:always", has(500)))
    on(DUE, ("server.error:success", has(500)))
    on(("queued",), ("server.error:success,when=status=queued", has(500)))
    on(("odd status", "odd path"), ("server.error:odd", has(500)))
    on(INVALID, ("server.error:invalid", has(500)), ("status.undocumented:invalid=409", has(409)))
    on(UNKNOWN, ("server.error:unknown", has(500)), ("status.undocumented:unknown=410", has(410)))
    on(UNKNOWN, ("status.undocumented:unknown=401", has(401)))
    on(
        (*WITHOUT, *WRONG),
        ("server.error:credentials=501", has(501)),
        ("status.undocumented:credentials=407", has(407)),
    )
    on(("other account", "account alike"), ("status.undocumented:account=451", has(451)))
    for how, names in {
        "deprecation": {"deprecation"},
        "deprecation_true": {"deprecation"},
        "sunset": {"sunset"},
        "warning": {"warning"},
        "link": {"link"},
        "both": {"deprecation", "sunset", "link"},
    }.items():
        on(DOCUMENTED, (f"lifecycle.deprecated:{how}", lambda seen, names=names: names <= seen.headers))
    return expectations


def is_nested(seen: Seen) -> bool:
    return "caller_name" not in seen.json and seen.json["caller"] == {"caller_name": ""}


def is_added(name: str, value: Any) -> Holds:
    return body(lambda content: len(content) == 12 and content[name] == value)


EXPECTED: Mapping[str, Expected] = _expect()

# These change one response in N, so that the battery, which sends each probe once, may miss them.
EVERY = {"field.missing:to,every=3": 3, "server.error:success,every=3": 3, "field.undocumented:region=eu,every=4": 4}
