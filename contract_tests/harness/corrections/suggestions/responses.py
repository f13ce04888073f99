"""The status, the content type and the headers of a response as the vendor sends them; and paths."""

import re
from http import HTTPStatus

from contract_tests.harness.corrections.suggestions.places import Ambiguous, follow, response_keys
from contract_tests.harness.corrections.suggestions.subject import Subject
from contract_tests.harness.corrections.suggestions.targets import look
from vendor_spec.openapi.document import METHODS
from vendor_spec.openapi.paths import other_slash
from vendor_spec.openapi.yaml_text import unshare

MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
WITHOUT_BODY = (204, 205)


def flip_slash(subject: Subject) -> None:
    """The operation has the path with the other slash."""
    path, method = subject.operation.path, subject.operation.method
    new, paths = other_slash(path), subject.content["paths"]
    item = paths[path]
    alone = [key for key in item if key in METHODS] == [method]
    if not new or method in paths.get(new, {}):
        raise Ambiguous
    if alone and new not in paths:
        paths[new] = paths.pop(path)
    elif [key for key in item if key not in METHODS]:
        raise Ambiguous  # what the path says of all its methods would be lost, or given to others
    else:
        paths.setdefault(new, {})[method] = item.pop(method)


def add_status(subject: Subject) -> None:
    """A further response is documented."""
    status = subject.finding.data["status"]
    if not 100 <= status < 600 or str(status) in subject.definition["responses"]:
        raise Ambiguous
    subject.definition["responses"][str(status)] = {"description": _phrase(status)}


def change_status(subject: Subject) -> None:
    """Success has the status that was seen; the documented one stays if that was seen, too."""
    new, responses = subject.finding.data["status"], subject.definition["responses"]
    documented = [status for status in responses if status.startswith("2")]
    if not 200 <= new < 300 or not documented or str(new) in documented:
        raise Ambiguous
    old = documented[0]
    responses[str(new)] = {"description": _phrase(new)} if new in WITHOUT_BODY else unshare(responses[old])
    if len(documented) == 1 and old.isdecimal() and int(old) not in subject.seen.statuses:
        del responses[old]


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
    described = content.pop(old)
    if "json" in new and "json" in old:
        content[new] = described
    elif new.startswith("text/") or "json" in new:
        content[new] = {"schema": {"type": "string"}}
    else:
        content[new] = {"schema": {"type": "string", "format": "binary"}}


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
    """The operation is marked as deprecated."""
    subject.definition["deprecated"] = True


def _phrase(status: int) -> str:
    known = {status.value: status.phrase for status in HTTPStatus}
    return known.get(status, f"Status {status}")
