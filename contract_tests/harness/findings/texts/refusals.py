"""What a vendor says in a refusal, in its own words, wherever these stand in the body."""

import json
import re
from typing import Any

from vobiz_client.runtime.body import text_of
from vobiz_client.runtime.problem import problem_of

LONGEST = 200  # characters
READ = 4_000  # bytes of a body that is no JSON
# Where words are that a client does not look for by itself: RFC 9457, JSON:API, FastAPI, OAuth 2, and lists of these.
NAMES = ("detail", "title", "error_description", "description", "msg", "reason", "errors", "error")
MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]{0,1000}>", re.DOTALL | re.IGNORECASE)
PERSONAL = re.compile(r"(?:^|[._-])(?:name|e?mail|address|user|contact)s?$|(?:[a-z]Name|Mail)$", re.IGNORECASE)
# What may be somebody's in a sentence: an address, and words in capitals after one without.
SOMEBODY = re.compile(
    r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<=[a-z,] )[A-Z][a-z]{1,40}(?: [A-Z][a-z]{1,40})+"
)


def are_words(status: int, name: str = "") -> bool:
    """Return whether a text with this status is the vendor's own rather than somebody's; `name` is its field's."""
    return status >= 400 and not PERSONAL.search(name)


def plain_text(content: bytes, content_type: str) -> str:
    """Return a text or a page without its markup, on one line; empty for other bodies."""
    if not content_type.lower().startswith("text/"):
        return ""
    return " ".join(MARKUP.sub(" ", text_of(content[:READ], content_type)).split())


def find_message(content: bytes, content_type: str) -> str:
    """Return the sentence of a refusal that says why, at most LONGEST characters; empty for none."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return plain_text(content, content_type)[:LONGEST]
    return _find(body, 0)[:LONGEST]


def _find(body: Any, depth: int) -> str:
    if isinstance(body, str) or depth > 3:
        return body if isinstance(body, str) else ""
    if isinstance(body, list):
        return next((text for item in body[:3] if (text := _find(item, depth + 1))), "")
    if not isinstance(body, dict):
        return ""
    found = problem_of(body, {}).message
    return found or next((text for name in NAMES if (text := _find(body.get(name), depth + 1))), "")
