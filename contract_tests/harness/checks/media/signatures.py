"""Which bytes the body of a media type begins with, and what else may stand in its place."""

import re
from typing import Any
from xml.parsers import expat

from contract_tests.harness.findings.pointers import parse_body

HEAD = 65_536  # bytes of a body in which those have to be
# Which bytes a body of a type begins with, by https://mimesniff.spec.whatwg.org and the registrations of the types.
_RIFF, _BOX = rb"(?:RIFF|RF64).{4}", rb".{4}ftyp"
SIGNATURES = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/bmp": rb"BM",
    "image/webp": _RIFF + rb"WEBP",
    "image/tiff": rb"II\*\x00|MM\x00\*",
    "image/heic": _BOX,
    "image/avif": _BOX,
    "audio/mpeg": rb"ID3|\xff[\xe0-\xff]",
    "audio/wav": _RIFF + rb"WAVE",
    "audio/aac": rb"\xff[\xf0-\xff]|ADIF|ID3",
    "audio/flac": rb"fLaC|ID3",
    "audio/ogg": rb"OggS",
    "audio/amr": rb"#!AMR",
    "audio/basic": rb"\.snd",
    "audio/aiff": rb"FORM.{4}AIF[FC]",
    "audio/midi": rb"MThd",
    "audio/mp4": _BOX,
    "audio/webm": rb"\x1aE\xdf\xa3",
    "video/mp4": _BOX,
    "video/webm": rb"\x1aE\xdf\xa3",
    "application/pdf": rb".{0,1024}?%PDF-",
    "application/zip": rb"PK(?:\x03\x04|\x05\x06|\x07\x08)",
    "application/gzip": rb"\x1f\x8b",
    "application/x-bzip2": rb"BZh",
    "application/zstd": rb"\x28\xb5\x2f\xfd",
    "application/x-7z-compressed": rb"7z\xbc\xaf\x27\x1c",
    "application/x-tar": rb".{257}ustar",
}
OTHER_NAMES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "audio/mp3": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    "video/ogg": "audio/ogg",
    "application/x-pdf": "application/pdf",
    "application/x-gzip": "application/gzip",
    "application/x-zip-compressed": "application/zip",
}
ZIPPED = "application/vnd.openxmlformats-officedocument."
PAGE = re.compile(rb"\s*(?:<!--.{0,1000}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
# An encoding that this parser does not know (expat.h).
UNKNOWN_ENCODING = 18


def find_foreign(name: str, charset: str, body: bytes, *, is_table: bool) -> str:
    """Return what a body is that begins otherwise than its type does; empty if nothing speaks against it."""
    pattern = SIGNATURES["application/zip"] if name.startswith(ZIPPED) else SIGNATURES.get(name)
    if pattern is not None and re.match(pattern, body[:HEAD], re.DOTALL):
        return ""
    if name in ("text/xml", "application/xml") or name.endswith("+xml"):
        return _find_no_xml(charset, body)
    is_binary = pattern is not None or name.startswith(("image/", "audio/", "video/", "font/"))
    if name not in ("text/html", "*/*") and PAGE.match(body[:HEAD]):
        return "an HTML page"
    if (is_binary or is_table or name == "application/octet-stream") and body.lstrip()[:1] in (b"{", b"["):
        try:
            value = parse_body(body)
        except ValueError:
            value = None
        # A file that may be anything may be one of JSON.
        if value is not None and (name != "application/octet-stream" or _is_error(value)):
            return "JSON"
    return "" if pattern is None else "bytes that begin otherwise" if body else "an empty body"


def _is_error(value: Any) -> bool:
    return isinstance(value, dict) and bool(value.keys() & {"error", "errors"})


class _Enough(Exception):
    pass


def _find_no_xml(charset: str, body: bytes) -> str:
    root: list[str] = []

    def begin(name: str, _: Any) -> None:
        root.append(name) if not root else None

    def declare(*_: Any) -> None:
        raise _Enough  # what is behind its own entities is not looked up

    parser = expat.ParserCreate(charset or None)
    parser.StartElementHandler, parser.EntityDeclHandler = begin, declare
    try:
        parser.Parse(body, True)
    except _Enough:
        return ""
    except (expat.ExpatError, ValueError, LookupError):
        return (
            "an HTML page" if PAGE.match(body[:HEAD]) else "text that is not XML" if body.strip() else "an empty body"
        )
    return "an HTML page" if root and root[0].lower() == "html" else ""
