"""Request lines and curl commands, read as requests."""

import argparse
import json
import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import parse_qsl

from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import METHODS
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.prose.claims import RequestClaim

_METHOD = "|".join(METHODS)
_REQUEST_LINE = re.compile(rf"\s*({_METHOD})\s+(\S+)(?:\s+HTTP/[\d.]+)?\s*", re.IGNORECASE)
_ALONE = re.compile(rf"(?:[*_]*[\w ]{{1,24}}[*_]*:\s*)?`?({_METHOD.upper()})`?\s+`?((?:https?:/)?/[^\s`]+)`?\s*")
_URL = re.compile(
    r"(?P<server>[a-z][a-z0-9+.-]*://[^/?#\s]+|\$\{?\w+\}?|\{\{?\s*\w+\s*\}?\}|<[\w-]+>)?(?P<path>/[^?#\s]*)"
    r"(?:\?(?P<query>[^#\s]*))?(?:#\S*)?",
    re.IGNORECASE,
)
MOST_WORDS = 200  # of a command: argparse takes the square of their number
_CURL = re.compile(r"^[ \t]*(?:[$>%][ \t]+)?(?=curl(?:\.exe)?[ \t])", re.MULTILINE)
_HEADER_LINE = re.compile(r"[\w-]+:")
_STOPS = ("\n", "|", ";", "&&", "||", ">", ">>")
FORM = "application/x-www-form-urlencoded"

_PARSER = argparse.ArgumentParser(prog="curl", add_help=False, allow_abbrev=False, exit_on_error=False)
_PARSER.add_argument("-X", "--request", default="")
for _names in ("-H/--header", "-d/--data/--data-raw/--data-binary/--data-ascii", "--json", "--data-urlencode",
              "-F/--form/--form-string", "--url"):  # fmt: skip
    _PARSER.add_argument(*_names.split("/"), action="append", default=[])
_PARSER.add_argument("-G", "--get", action="store_true")
_PARSER.add_argument("-I", "--head", action="store_true")
_PARSER.add_argument("-u", "--user", "--oauth2-bearer")
_PARSER.add_argument("-T", "--upload-file")
for _option in ("-o/--output", "-m/--max-time", "-A/--user-agent", "-b/--cookie", "-e/--referer", "-w/--write-out",
               "-x/--proxy", "-E/--cert", "--cacert", "--key", "--retry", "--connect-timeout", "-c/--cookie-jar",
               "-D/--dump-header", "-K/--config", "--resolve"):  # fmt: skip
    _PARSER.add_argument(*_option.split("/"))
for _flag in "sSLkivfgN":
    _PARSER.add_argument(f"-{_flag}", action="store_true")
_PARSER.add_argument("urls", nargs="*")


def read_request_line(text: str, line: int, *, is_code: bool) -> RequestClaim | None:
    """Return the request that `text` starts with, its headers and body below it; None when it does not start with one.

    In a paragraph (not `is_code`) the request must stand alone: a sentence may speak of another operation.
    """
    lines = text.strip("\n").split("\n")
    match = (_REQUEST_LINE if is_code else _ALONE).fullmatch(lines[0] if is_code else text.strip())
    url = _URL.fullmatch(match[2]) if match else None
    if match is None or url is None:
        return None
    headers = list(takewhile(_HEADER_LINE.match, lines[1:]))
    body = "\n".join(lines[1 + len(headers) :]).strip() if is_code else ""
    return _make_claim(line, "http", match[1], url, headers, [body] if body else [])


def read_curl_commands(text: str, line: int) -> Iterator[RequestClaim]:
    """Yield the requests that the curl commands in a code block would send; what cannot be read is passed over."""
    starts = list(_CURL.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end, before in zip(starts, ends, [0, *(match.start() for match in starts)], strict=False):
        line += text.count("\n", before, match.start())
        claim = _read_command(text[match.end() : end], line)
        if claim is not None:
            yield claim


def _read_command(command: str, line: int) -> RequestClaim | None:
    lexer = shlex.shlex(re.sub(r"\\[ \t]*\n", " ", command), posix=True, punctuation_chars="\n|;>")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    words: list[str] = []
    try:
        for word in lexer:
            if word in _STOPS or word.startswith("\n"):
                break
            words.append(word)
            if len(words) > MOST_WORDS:
                return None
        options, _ = _PARSER.parse_known_args(words[1:])
    except (ValueError, argparse.ArgumentError):
        return None
    urls = [url for url in (_URL.fullmatch(word) for word in (*options.url, *options.urls)) if url]
    if not urls:
        return None
    data = [*options.data, *options.json, *options.data_urlencode]
    has_body = bool(data or options.form) and not options.get
    query = "&".join(data) if options.get else ""
    default = "HEAD" if options.head else "PUT" if options.upload_file else "POST" if has_body else "GET"
    headers = [*options.header, *(["Authorization: Basic"] if options.user else [])]
    if options.json:
        headers.append("Content-Type: application/json")
    elif options.form:
        headers.append("Content-Type: multipart/form-data")
    elif has_body and not any(header.lower().startswith("content-type:") for header in headers):
        headers.append(f"Content-Type: {FORM}")
    return _make_claim(line, "curl", options.request or default, urls[0], headers, [] if options.get else data, query)


def _make_claim(
    line: int,
    form: Literal["http", "curl"],
    method: str,
    url: re.Match[str],
    headers: list[str],
    data: list[str],
    more_query: str = "",
) -> RequestClaim:
    pairs = [(name.strip(), value.strip()) for name, _, value in (header.partition(":") for header in headers)]
    content_type = next((value for name, value in pairs if name.lower() == "content-type"), "").partition(";")[0]
    body = _read_body(data) if data else None
    if body is not None and content_type.strip() == FORM and _is_json(data):
        content_type = ""  # curl's default for -d: the page only forgot the header
    return RequestClaim(
        line=line,
        form=form,
        method=method.upper(),
        path=url["path"],
        server=url["server"] or "",
        query=tuple(parse_qsl(f"{url['query'] or ''}&{more_query}", keep_blank_values=True)),
        headers=tuple(dict.fromkeys(name for name, _ in pairs if name.lower() != "content-type")),
        content_type=content_type.strip().lower(),
        body=body,
    )


def _read_body(data: list[str]) -> Any:
    if _is_json(data):
        return read_json(data[0])
    pairs = parse_qsl("&".join(data), keep_blank_values=True)
    return dict(pairs) if pairs and not any(part.startswith("@") for part in data) else None


def _is_json(data: list[str]) -> bool:
    return len(data) == 1 and data[0].lstrip()[:1] in ("{", "[")


def read_json(text: str) -> Any:
    """Return the value of a JSON text; None when it is none, as with an ellipsis in it."""
    try:
        json.loads(text)
        return load_yaml(text.encode(), "an example")
    except (SpecError, ValueError, RecursionError):
        return None
