"""How the prose of pages words values, defaults, requiredness, statuses and requests, and what only looks like it."""

import time

import pytest

from vendor_spec.errors import SpecError
from vendor_spec.prose.calls import read_curl_commands, read_request_line
from vendor_spec.prose.claims import LimitClaim
from vendor_spec.prose.page import MAX_PROSE, read_page
from vendor_spec.prose.wording.credentials import find_credentials
from vendor_spec.prose.wording.limits import find_limits
from vendor_spec.prose.wording.statuses import find_statuses
from vendor_spec.prose.wording.values import find_default, find_required, find_type, find_values, split_values

VALUES = {
    "Call direction: `inbound` or `outbound`": ("inbound", "outbound"),
    "One of: `a`, `b`, or `c`.": ("a", "b", "c"),
    "`a` | `b`": ("a", "b"),
    "`a` (now), `b` (later) and `c`": ("a", "b", "c"),
    "`a` - the first\n`b` - the second": ("a", "b"),
    'Either "fast" or "slow"': ("fast", "slow"),
    "Must be `live` to see it": ("live",),
    "Always `json`": ("json",),
    "Which of `true` or `false`": ("true", "false"),
    "Must be set to `x`": ("x",),
    "Has to be `x`.": ("x",),
    "Needs to be exactly `x`": ("x",),
    "The only allowed value is `x`": ("x",),
    "Possible values: on, off or auto.": ("on", "off", "auto"),
    "Which leg. Values: caller (A), callee (B), or both. Default: both.": ("caller", "callee", "both"),
    "One of INBOUND or OUTBOUND": ("INBOUND", "OUTBOUND"),
    "Currently `push` and `totp` are supported": ("push", "totp"),
    "One of “PENDING,” “SENT,” or “LOST”": ("PENDING", "SENT", "LOST"),
}
NO_VALUES = (
    "e.g. `a` or `b`",
    "such as `a`, `b`",
    "for example `a`/`b`",
    "the level, or `Not Applicable`",
    "`a`, `b`, etc.",
    "`a`, `b` or any other word",
    "not `a` or `b`",
    "Must be `true` to switch it on",
    "if `x` or `y` is given",
    "`a` or `b`, or any literal value",
    "Letters, `-` and `_` only",
    "between `0.5` and `1.5`",
    "Signed over `time` and `body`.",
    "The `first` or `second` parameter",
    "Written as `1981` or `1981-12`",
    "Is `a` or `b`. More states may be added in the future.",
    "If `x` is on, only these are valid: `a`, `b`",
    "`a` and `b` are mandatory",
    "Common values: active, inactive",
    "Values: caller, the called party, both",
    "Must be `https` URL",
    "Always `POST` requests",
    "just words",
    "",
)


@pytest.mark.parametrize(("text", "values"), VALUES.items())
def test_a_list_that_is_meant_to_be_whole_is_read(text: str, values: tuple[str, ...]) -> None:
    assert find_values(text) == values


@pytest.mark.parametrize("text", NO_VALUES)
def test_examples_and_conditions_are_no_list_of_values(text: str) -> None:
    assert find_values(text) == ()


def test_names_of_other_fields_are_no_values() -> None:
    assert find_values("Either `from` or `to`", frozenset({"from", "to"})) == ()


def test_a_column_of_values_may_hold_bare_words() -> None:
    assert split_values("on, off") == ("on", "off")
    assert split_values("`on`<br>`off`") == ("on", "off")
    assert split_values("any text at all") == ()


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Defaults to `20`.", "20"),
        ("How many (default: 20)", "20"),
        ('Default is "asc"', "asc"),
        ("The default value is `true`", "true"),
        ("HTTP method. Default is POST.", "POST"),
        ("Default: none.", ""),
        ("Defaults to the first one", ""),
        ("by default all of them", ""),
    ],
)
def test_a_default_is_read_only_where_it_is_a_value(text: str, default: str) -> None:
    assert find_default(text) == default


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("Required. The id", True),
        ("**Optional** - the id", False),
        ("The id (required)", True),
        ("string (optional)", False),
        ("The id. Optional.", False),
        ("Required if there are two", None),
        ("What is required", None),
    ],
)
def test_requiredness_is_read_only_where_it_is_stated(text: str, required: bool | None) -> None:
    assert find_required(text) is required


TYPES = {
    "string": "string",
    "Integer (1-20)": "integer",
    "string[]": "array",
    "list of objects": "array",
    "bool": "boolean",
    "enum": "",
    "string or integer": "",
    "timestamp": "",
}


@pytest.mark.parametrize(("text", "type_"), TYPES.items())
def test_a_type_is_read_where_one_is_named(text: str, type_: str) -> None:
    assert find_type(text) == type_


STATUSES = {
    "or a 404 error": [404],
    "returns `404` if it is gone": [404],
    "HTTP 201": [201],
    "with status code 409": [409],
    "It answers with 400, 401 or 403.": [400, 401, 403],
    "404 Not Found": [404],
    "responds with a 202 Accepted": [202],
    "the request is rejected with `422`.": [422],
    "`429`: too many requests": [429],
}
NO_STATUSES = (
    "up to 500 records",
    "returns 200 most recent calls",
    "$404",
    "version 2.404",
    "after 300 ms",
    "it never returns a 404",
    "does not answer with 409",
    "an answer of its own instead of a 409",
    "call 404 now",
    "+1 404 555 0100",
    "999 error",
    "200 per second",
)


@pytest.mark.parametrize(("text", "statuses"), STATUSES.items())
def test_a_status_that_is_spoken_of_is_read(text: str, statuses: list[int]) -> None:
    assert [status for _, status in find_statuses(text)] == statuses


@pytest.mark.parametrize("text", NO_STATUSES)
def test_a_number_that_is_no_status_is_none(text: str) -> None:
    assert list(find_statuses(text)) == []


CURLS = {
    "curl https://a.test/x": ("GET", "/x", None),
    "curl -d a=1 -d b=2 https://a.test/x": ("POST", "/x", {"a": "1", "b": "2"}),
    "curl -XDELETE 'https://a.test/x/'": ("DELETE", "/x/", None),
    "$ curl -sSL \\\n  --request=PATCH \\\n  --url https://a.test/x \\\n  --json '{\"a\": [1]}' | jq .": (
        "PATCH",
        "/x",
        {"a": [1]},
    ),
    "curl -G https://a.test/x --data-urlencode 'q=a b'": ("GET", "/x", None),
    "curl -o out.json -u me:secret https://a.test/x # fetch it": ("GET", "/x", None),
    "# first\ncurl -d @file.json {base_url}/x": ("POST", "/x", None),
    "curl -F file=@x.wav https://a.test/x": ("POST", "/x", None),
}


@pytest.mark.parametrize(("text", "expected"), CURLS.items())
def test_a_curl_command_is_read_as_curl_would(text: str, expected: tuple[str, str, object]) -> None:
    (claim,) = read_curl_commands(text, 1)
    assert (claim.method, claim.path, claim.body) == expected
    assert "secret" not in repr(claim)


def test_several_commands_in_a_block_each_have_their_line() -> None:
    claims = read_curl_commands("curl https://a.test/1\n\n# and\ncurl https://a.test/2\n{}\n", 10)
    assert [(claim.line, claim.path) for claim in claims] == [(10, "/1"), (13, "/2")]


@pytest.mark.parametrize(
    "text", ["curl 'https://a.test/x", "curl", "curl --help", "echo curl https://a.test", "curl https://[x", "curl -X"]
)
def test_what_is_no_usable_command_is_passed_over(text: str) -> None:
    assert list(read_curl_commands(text, 1)) == []


def test_a_request_line_in_a_sentence_is_about_something_else() -> None:
    assert read_request_line("Use `GET /v1/other` instead.", 1, is_code=False) is None
    assert read_request_line("Endpoint: `GET /v1/this`", 1, is_code=False) is not None


@pytest.mark.parametrize("piece", ["![", "{/*", "a\n", "|a\n|-|\n"])
@pytest.mark.parametrize("share", [8, pytest.param(1, marks=pytest.mark.catalogue)])
def test_a_page_made_to_be_slow_takes_seconds_at_most(piece: str, share: int) -> None:
    begun = time.process_time()
    read_page((piece * MAX_PROSE)[: MAX_PROSE // share - 100].encode(), "slow.md")
    assert time.process_time() - begun < 8 / share


def test_more_prose_than_a_page_has_is_refused() -> None:
    with pytest.raises(SpecError, match="which is no docs page"):
        read_page(b"word " * MAX_PROSE, "long.md")


LIMITS = {
    "up to 255 characters": ("length", None, 255),
    "Max length: 64": ("length", None, 64),
    "3-64 characters, letters and `-` only": ("length", 3, 64),
    "must be 6 digits": ("length", 6, 6),
    "40 character minimum. 2048 character maximum.": ("length", 40, 2048),
    "1 to 5": ("value", 1, 5),
    "In ms. Default: 5000. Allowed: 2000 - 10000.": ("value", 2000, 10000),
    "between 1 and 60 seconds": ("value", 1, 60),
    "at least 3": ("value", 3, None),
    "(default: `20`, max `100`)": ("value", None, 100),
    "From `1` to `36,000`": ("value", 1, 36000),
    "greater than 0": ("value", 1, None),
    "Maximum call length in seconds. Max 86400 (24 hours).": ("value", None, 86400),
    "max 10 items": ("items", None, 10),
}
NO_LIMITS = (
    "up to 500 records come back",
    "1 to 5; 0 for none",
    "Between 1 and 10. If there is none, the value is -1.",
    "up to 20 characters for trial accounts",
    "In seconds. Max: 5 minutes",
    "For `a` up to 6 characters, for `b` up to 60 characters",
    "Either a code of up to 6 characters or a number",
    "Keys and values can each be up to 8 characters",
    "Of the characters `[a-z A-Z 0-9]`",
    "since 2026-01-01",
    "defaults to 5",
    "recommended: up to 160 characters",
    "`1` and `2` are special",
    "costs $1 to $5",
)


@pytest.mark.parametrize(("text", "limit"), LIMITS.items())
def test_a_limit_is_read(text: str, limit: tuple[str, float | None, float | None]) -> None:
    assert find_limits(text, "integer") == (LimitClaim(*limit),)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NO_LIMITS)
def test_a_number_that_is_no_limit_of_all_values_is_none(text: str) -> None:
    assert find_limits(text, "integer") == ()


@pytest.mark.parametrize(
    ("text", "credentials"),
    [
        ("This uses HTTP Basic authentication.", [("basic", "")]),
        ("Authentication: Basic", [("basic", "")]),
        ("Set the `Authorization` header to `Bearer <token>`.", [("bearer", "")]),
        ("Requires the `X-Auth-ID` and `X-Auth-Token` headers.", [("key", "X-Auth-ID"), ("key", "X-Auth-Token")]),
        ("A basic plan is enough.", []),
        ("Basic authentication is no longer accepted.", []),
        ("Your server can ask for basic authentication.", []),
    ],
)
def test_a_credential_is_read_where_requests_need_it(text: str, credentials: list[tuple[str, str]]) -> None:
    assert [(scheme, name) for _, scheme, name in find_credentials(text)] == credentials
