"""`x-request-path`: an operation's path in requests, where another operation has that path in the document.

Two operations that differ by a query parameter only cannot have one path in OpenAPI. So one of them keeps a path of its
own in the document, by which it is known, and says with this extension where requests go.
"""

import re
from typing import Any

NAME = "x-request-path"
# The name of a parameter in a path template.
PARAMETER = re.compile(r"\{([^{}]+)\}")


def find_problem(path: str, value: Any) -> str:
    """Return what keeps a value of the extension, at an operation at `path`, from being a request path; or nothing."""
    if not isinstance(value, str):
        return "is no text"
    if not value.startswith("/") or value.startswith("//") or "://" in value:
        return "does not start with one /; give a path below the server's address"
    if not value.isprintable() or re.search(r"[\s\\?#%]", value):
        return r"has white space, \, ?, # or % in it; give the path alone, as the document writes paths"
    if any(segment in (".", "..") for segment in value.split("/")):
        return "has a segment . or .."
    if not re.fullmatch(r"([^{}]|\{[^{}]+\})+", value) or sorted(PARAMETER.findall(value)) != sorted(
        PARAMETER.findall(path)
    ):
        return "has other parameters than the operation's own path"
    return ""
