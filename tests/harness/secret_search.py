"""Looks for what must not be seen in everything that a run left, however it is written.

It decodes what was written instead of spelling out what is looked for, so that it shares no mistake with the redaction.
"""

import html
import json
import re
import subprocess
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote_plus

SHORTEST = 5  # characters; shorter values are found everywhere
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def assert_shows_none(
    root: Path,
    outcome: subprocess.CompletedProcess[str],
    values: Mapping[str, str],
    *,
    documented: Iterable[str] = (),
) -> None:
    """No value but that of VOBIZ_BASE_URL is in a report, in pytest's log or on the terminal; nor one without its end.

    A wrong credential that was sent is the right one but for its last character. The `documented` texts may be there:
    they move what stands in the document itself.
    """
    texts = {"stdout": outcome.stdout, "stderr": outcome.stderr}
    for path in (*(root / "reports").rglob("*"), *root.glob("*.log")):
        if path.is_file():
            texts[path.name] = path.read_bytes().decode(errors="replace")
    for text in documented:
        for form in (text, html.escape(text), html.escape(text).replace("&#x27;", "&#39;"), json.dumps(text)[1:-1]):
            texts = {name: shown.replace(form, "") for name, shown in texts.items()}
    secrets = [value[:-1] for name, value in values.items() if name != "VOBIZ_BASE_URL"]
    shown = find_secrets(texts, secrets)
    assert not shown, shown


def find_secrets(texts: Mapping[str, str], secrets: Iterable[str]) -> list[tuple[str, str]]:
    """Each text in which a secret is, and which."""
    looked_for = {secret.lower() for secret in secrets if len(secret) >= SHORTEST}
    return sorted(
        {
            (name, secret)
            for name, text in texts.items()
            for reading in _readings(text)
            for secret in looked_for
            if secret in reading
        }
    )


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, and as each decoder reads it, one after the other."""
    plain = [text]
    for decode in (unquote_plus, html.unescape, _unescape):
        plain += [decode(spelling) for spelling in plain]
        plain += [decode(spelling) for spelling in plain]
    for spelling in dict.fromkeys(plain):
        yield spelling.lower()
    for spelling in dict.fromkeys([text, unquote_plus(text), _unescape(text)]):
        for match in _BASE64.finditer(spelling):
            yield from _from_base64(match[0])


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[3] or chr(int(match[1] or match[2], 16)), text)


def _from_base64(text: str) -> Iterator[str]:
    text = text.replace("-", "+").replace("_", "/")
    for start in range(4):
        content = text[start:]
        content = content[:-1] if len(content) % 4 == 1 else content
        yield b64decode(content + "=" * (-len(content) % 4)).decode(errors="replace").lower()
