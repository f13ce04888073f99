"""Answers that are hardly HTTP, JSON or text, by what is odd about them."""

import gzip
import json
import socket
import zlib
from typing import Any

from tests.client.stub_server import Turn, reply
from tests.hostile.drips import CHUNKED, HEAD


def once(answer: bytes) -> Turn:
    def turn(connection: socket.socket) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_RDWR)

    return turn


def body(content: Any, status: int = 200, **headers: str) -> Turn:
    return reply(status, content if isinstance(content, bytes | str) else json.dumps(content), **headers)


HTTP = {
    "nothing": once(b""),
    "zeros": once(bytes(1000)),
    "another protocol": once(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "TLS": once(b"\x15\x03\x01\x00\x02\x02\x50"),
    "HTTP/0.9": once(b"<html>hello</html>"),
    "HTTP/2": once(b"HTTP/2 200\r\n\r\n{}"),
    "HTTP/9.9": once(b"HTTP/9.9 200 OK\r\n\r\n{}"),
    "no status": once(b"HTTP/1.1\r\n\r\n"),
    "status of letters": once(b"HTTP/1.1 abc OK\r\n\r\n"),
    "status 000": once(b"HTTP/1.1 000 OK\r\n\r\n"),
    "status 99": once(b"HTTP/1.1 99 OK\r\n\r\n"),
    "status 1000": once(b"HTTP/1.1 1000 OK\r\n\r\n"),
    "status 101": once(b"HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    "status 199 alone": once(b"HTTP/1.1 199 X\r\n\r\n"),
    "status 204 with a body": once(b"HTTP/1.1 204 X\r\ncontent-length: 2\r\n\r\n{}"),
    "status 304 with a body": once(b"HTTP/1.1 304 X\r\ncontent-length: 2\r\n\r\n{}"),
    "status 600": body({}, 600),
    "status 999": body({}, 999),
    "a reason of bytes": once(b"HTTP/1.1 500 \xff\xfe\x1b[2J\r\ncontent-length: 0\r\n\r\n"),
    "a length of letters": once(HEAD + b"content-length: x\r\n\r\n{}"),
    "a negative length": once(HEAD + b"content-length: -2\r\n\r\n{}"),
    "a huge length": once(HEAD + b"content-length: 99999999999999999999\r\n\r\n{}"),
    "a length of 5,000 digits": once(HEAD + b"content-length: " + b"9" * 5000 + b"\r\n\r\n{}"),
    "the same length twice": once(HEAD + b"content-length: 2\r\ncontent-length: 2\r\n\r\n{}"),
    "two lengths": once(HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
    "too short": once(HEAD + b"content-length: 20\r\n\r\n{}"),
    "too long": once(HEAD + b"content-length: 2\r\n\r\n{}{}{}"),
    "a length and chunks": once(CHUNKED + b"content-length: 1\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "a chunk of a negative size": once(CHUNKED + b"\r\n-2\r\n{}\r\n0\r\n\r\n"),
    "a chunk of letters": once(CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n"),
    "a chunk of a huge size": once(CHUNKED + b"\r\nffffffffffffffffffff\r\n{}"),
    "a chunk with an extension of 1 MB": once(CHUNKED + b"\r\n2;" + b"a" * 2**20 + b"\r\n{}\r\n0\r\n\r\n"),
    "a chunk without its end": once(CHUNKED + b"\r\n2\r\n{}"),
    "chunks of chunks": once(HEAD + b"transfer-encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "an unknown transfer coding": once(HEAD + b"transfer-encoding: x\r\n\r\n{}"),
    "no end of the head": once(HEAD),
    "a header without a colon": once(HEAD + b"abc\r\ncontent-length: 2\r\n\r\n{}"),
    "a header with zeros": once(HEAD + b"x-a: \0\0\r\ncontent-length: 2\r\n\r\n{}"),
    "a header without a name": once(HEAD + b": a\r\ncontent-length: 2\r\n\r\n{}"),
    "a name of control characters": once(HEAD + b"\x1b[2J: a\r\ncontent-length: 2\r\n\r\n{}"),
    "a folded header": once(HEAD + b"x-a: a\r\n b\r\n\tc\r\ncontent-length: 2\r\n\r\n{}"),
    "bare line ends": once(HEAD.replace(b"\r\n", b"\n") + b"content-length: 2\n\n{}"),
    "two content types": once(HEAD + b"content-type: text/html\r\ncontent-length: 2\r\n\r\n{}"),
    "a cookie of everything": body({}, set_cookie="a=b; expires=" + "1" * 5000 + "; domain=..; path=\xff; max-age=-9"),
}
LOCATIONS = [
    "http://[",
    "http://a:x/",
    "http://a:99999/",
    "",
    "//",
    "?",
    "http://\xff/",
    "x" * 60_000,
    "\x1b[2J\x07",
    "javascript:x",
    "http://a b/",
    "%zz",
    "http://a\u2100b/".encode().decode("latin-1"),
    "http://[::1%25\x0b]/",
]
REDIRECTS = {
    f"{status} to {ascii(place)[:30]}": body({}, status, location=place)
    for status in (301, 304, 308)
    for place in LOCATIONS
}
PACKED = {
    "rubbish as gzip": body(b"{}", content_encoding="gzip"),
    "rubbish as deflate": body(b"{}" * 100, content_encoding="deflate"),
    "half a gzip": body(gzip.compress(b"{}" * 1000)[:20], content_encoding="gzip"),
    "a gzip and rubbish": body(gzip.compress(b"{}") + b"rubbish", content_encoding="gzip"),
    "nothing as gzip": body(b"", content_encoding="gzip"),
    "many empty gzips": body(gzip.compress(b"") * 100_000, content_encoding="gzip"),
    "gzip twice": body(gzip.compress(gzip.compress(b"{}")), content_encoding="gzip, gzip"),
    "gzip twenty times": body(b"{}", content_encoding=", ".join(["gzip"] * 20)),
    "gzip 9,000 times": body(b"{}", content_encoding=", ".join(["gzip"] * 9000)),
    "deflate without a head": body(zlib.compress(b'{"id": "1"}', wbits=-15), content_encoding="deflate"),
    "br": body(b"{}", content_encoding="br"),
    "zstd": body(b"{}", content_encoding="zstd"),
    "an unknown encoding": body(b"{}", content_encoding="\xff"),
}
CHARSETS = ["no-such", "utf-7", "utf-16", "utf-32", "idna", "punycode", "undefined", "base64", "zlib", "rot13", "hz",
            "unicode_escape", '"utf-8', "\xe9", "x" * 9000, "", "utf-8\x00", "*0*=a"]  # fmt: skip
LABELS = {
    f"{status} {kind}; charset={ascii(name)[:20]}": body(
        b"a-" + b"b" * 300_000, status, content_type=f"{kind}; charset={name}"
    )
    for name in CHARSETS
    for kind in ("text/html", "application/json")
    for status in (200, 404)
} | {
    ascii(label)[:40]: body({"id": "1"}, content_type=label)
    for label in (
        "",
        "json",
        "application/JSON",
        "*/*",
        "application/json;" * 3000,
        "\x1b[2J",
        "/",
        "a/b/c",
        ";",
        "application/json; charset*=x''%ff",
        'application/json; boundary="',
        "multipart/mixed",
        "application/xml",
        "application/yaml",
        "text/event-stream",
    )
}
JSON = {
    "an empty body": b"",
    "half of a text": b'{"id": "',
    "a byte order mark": b'\xef\xbb\xbf{"id": "1"}',
    "UTF-16": '{"id": "1"}'.encode("utf-16"),
    "UTF-32": '{"id": "1"}'.encode("utf-32"),
    "no UTF-8": b'{"id": "\xff"}',
    "half a letter": b'{"id": "\\ud800", "\\udfff": 1}',
    "NaN": b'{"id": NaN}',
    "Infinity": b'{"id": "1", "size": -Infinity}',
    "1e999999": b'{"id": "1", "size": 1e999999, "other": -1e999999}',
    "an integer of 5,000 digits": b'{"id": "1", "size": ' + b"9" * 5000 + b"}",
    "an integer of 4,000 digits": b'{"id": "1", "size": ' + b"9" * 4000 + b"}",
    "an integer of 100 digits": b'{"id": "1", "size": ' + b"9" * 100 + b"}",
    "a fraction of 100,000 digits": b'{"id": "1", "size": 0.' + b"9" * 100_000 + b"}",
    "a key twice": b'{"id": "1", "id": "2"}',
    "a key of nothing": b'{"id": "1", "": 1}',
    "a key of 1 MB": b'{"' + b"i" * 2**20 + b'": 1}',
    "keys like pointers": b'{"id": "1", "/": 1, "~0~1": 2, "*": {"*": 3}, "#": 4, "a/b": {"c": 1}}',
    "keys of control characters": b'{"id": "1", "\\u001b[2J": 1, "\\u0000": 2, "\\u202e": 3, "##[add-mask]": 4}',
    "text of 9 MB": b'{"id": "' + b"a" * 9_000_000 + b'"}',
    "white space of 9 MB": b" " * 9_000_000,
    "a text": b'"id"',
    "null": b"null",
    "a number": b"1",
    "a list": b"[]",
    "three values": b"{} {} {}",
    "comments": b'{/**/"id": "1"}',
    "480 levels": b'{"id": "1", "below": ' + b'{"a":' * 480 + b"1" + b"}" * 481,
    "900 levels": b'{"id": "1", "below": ' + b"[" * 900 + b"]" * 900 + b"}",
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "1,000,000 levels without end": b'{"a":' * 1_000_000,
    "levels that branch": b'{"id": "1", "below": ' + b'{"a": {}, "b":' * 300 + b"1" + b"}" * 301,
    "brackets in a text": json.dumps({"id": "[{" * 1000}).encode(),
    "3,000 unknown fields": json.dumps({"id": "1", **{f"f{n}": n for n in range(3000)}}).encode(),
    "3,000 names that are nearly known": json.dumps({f"id{n}": n for n in range(3000)}).encode(),
}
BODIES = {name: body(content) for name, content in JSON.items()}
LARGE = {
    "200,000 unknown fields": body({"id": "1", **{f"f{n}": n for n in range(200_000)}}),
    "200,000 unknown fields, and none known": body({f"f{n}": n for n in range(200_000)}),
    "20,000 wrong items": body({"id": "1", "items": [{"name": n, "state": f"s{n}"} for n in range(20_000)]}),
    "500,000 empty items": body(b'{"id": "1", "items": [' + b",".join([b"{}"] * 500_000) + b"]}"),
    "20,000 wrong items of all kinds": body({"id": "1", "items": [[], 1, "a", None] * 5000}),
}
ELSEWHERE = {
    f"{name} {how}": body(JSON[name], status, content_type=label)
    for name in (
        "480 levels",
        "900 levels",
        "100,000 levels",
        "an integer of 5,000 digits",
        "1e999999",
        "half a letter",
        "3,000 unknown fields",
    )
    for how, status, label in (
        ("as an error", 404, "application/json"),
        ("as a status that is not documented", 418, "application/json"),
        ("as an error of the server", 500, "application/problem+json"),
        ("as text", 200, "text/html"),
        ("without a label", 200, ""),
        ("as a redirect", 302, "application/json"),
        ("as a refusal", 401, "application/json"),
    )
}
