"""The status, the content type and the headers of an answer as the vendor sends them; and paths."""

import re
from http import HTTPStatus

from contract_tests.harness.corrections.suggestions.places import Ambiguous, follow, response_keys
from contract_tests.harness.corrections.suggestions.subject import Subject
from contract_tests.harness.corrections.suggestions.targets import look
from vendor_spec.openapi.document import METHODS
from vendor_spec.openapi.paths import other_slash

MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
WITHOUT_BODY = (204, 205)


def flip_slash(subject: Subject) -> None:
    """The operation stands under the path with the other slash."""
    path, method = subject.operation.path, subject.operation.method
    new, paths = other_slash(path), subject.content["paths"]
    item = paths[path]
    alone = [key for key in item if key in METHODS] == [method]
    if not new or (new in paths and method in paths[new]):
        raise Ambiguous
    if alone and new not in paths:
        subject.move(("paths", path), ("paths", new))
        return
    if [key for key in item if key not in METHODS]:
        raise Ambiguous  # what the path says of all its methods would be lost, or given to others
    subject.move(("paths", path, method), ("paths", new, method))


def add_status(subject: Subject) -> None:
    """An answer more is documented."""
    status = subject.finding.data["status"]
    if not 100 <= status < 600 or str(status) in subject.definition["responses"]:
        raise Ambiguous
    subject.definition["responses"][str(status)] = {"description": _phrase(status)}


def change_status(subject: Subject) -> None:
    """Success has the status that was seen; the documented one stays if that was seen, too."""
    new = subject.finding.data["status"]
    documented = [status for status in subject.definition["responses"] if status.startswith("2")]
    if not 200 <= new < 300 or not documented or str(new) in documented:
        raise Ambiguous
    old = documented[0]
    keep = len(documented) > 1 or not old.isdecimal() or int(old) in subject.seen.statuses
    responses = (*subject.keys, "responses")
    if new not in WITHOUT_BODY:
        subject.move((*responses, old), (*responses, str(new)), keep=keep)
        return
    subject.definition["responses"][str(new)] = {"description": _phrase(new)}
    if not keep:
        del subject.definition["responses"][old]


def change_content_type(subject: Subject) -> None:
    """The body has the content type that was seen; what is not JSON any more is not described any more either."""
    match = re.fullmatch(r"response\.([1-5]\d\d)\.content_type", subject.finding.location)
    new = subject.finding.data["content_type"]
    if match is None or not MEDIA_TYPE.fullmatch(new) or "xml" in new:
        raise Ambiguous
    keys = response_keys(subject.content, subject.operation, match[1])
    content = look(subject.content, keys).get("content", {})
    if new in content or len(content) != 1:
        raise Ambiguous
    (old,) = content
    if "json" in new and "json" in old:
        subject.move((*keys, "content", old), (*keys, "content", new))
        return
    is_text = new.startswith("text/") or "json" in new
    content[new] = {"schema": {"type": "string"} if is_text else {"type": "string", "format": "binary"}}
    del content[old]


def make_header_optional(subject: Subject) -> None:
    """A header that is absent need not be there."""
    match = re.fullmatch(r"response\.([1-5]\d\d)\.headers\.(.+)", subject.finding.location, re.DOTALL)
    if match is None:
        raise Ambiguous
    keys = response_keys(subject.content, subject.operation, match[1])
    named = [name for name in look(subject.content, keys).get("headers", {}) if name.lower() == match[2]]
    if len(named) != 1:
        raise Ambiguous
    look(subject.content, follow(subject.content, (*keys, "headers", named[0])))["required"] = False


def deprecate(subject: Subject) -> None:
    """The operation is said to end."""
    subject.definition["deprecated"] = True


def _phrase(status: int) -> str:
    known = {one.value: one.phrase for one in HTTPStatus}
    return known.get(status, f"Status {status}")
