"""The status, the content type and the headers of a response as the vendor sends them; and paths."""

import re
from http import HTTPStatus

from contract_tests.harness.corrections.suggestions.subject import Ambiguous, Subject
from vendor_spec.openapi.paths import other_slash
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.validation import request_path
from vendor_spec.openapi.yaml_text import unshare

MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
WITHOUT_BODY = (204, 205)


def flip_slash(subject: Subject) -> None:
    """The operation has the path with the other slash in its requests."""
    definition, new = subject.operation.definition, other_slash(subject.operation.request_path)
    if new == subject.operation.path:
        del definition[request_path.NAME]
    elif new:
        definition[request_path.NAME] = new
    else:
        raise Ambiguous


def add_status(subject: Subject) -> None:
    """A further response is documented."""
    status, responses = subject.finding.data["status"], subject.operation.definition["responses"]
    if not 100 <= status < 600 or str(status) in responses:
        raise Ambiguous
    responses[str(status)] = {"description": _phrase(status)}


def change_status(subject: Subject) -> None:
    """Success has the status that was seen; the documented one stays if that was seen, too."""
    new, responses = subject.finding.data["status"], subject.operation.definition["responses"]
    documented = [status for status in responses if status.startswith("2")]
    if not 200 <= new < 300 or not documented or str(new) in documented:
        raise Ambiguous
    old = documented[0]
    responses[str(new)] = {"description": _phrase(new)} if new in WITHOUT_BODY else unshare(responses[old])
    if len(documented) == 1 and old.isdecimal() and int(old) not in subject.seen.statuses:
        del responses[old]


def change_content_type(subject: Subject) -> None:
    """The body has the content type that was seen; what is not JSON any more is not described any more either."""
    new, content = subject.finding.data["content_type"], subject.response.get("content", {})
    if not MEDIA_TYPE.fullmatch(new) or "xml" in new or new in content:
        raise Ambiguous
    ((old, described),) = content.items()
    if not ("json" in new and "json" in old):
        is_text = new.startswith("text/") or "json" in new
        described = {"schema": {"type": "string"} if is_text else {"type": "string", "format": "binary"}}
    del content[old]
    content[new] = described


def make_header_optional(subject: Subject) -> None:
    """A header that is absent need not be there."""
    _, _, missing = subject.finding.location.partition(".headers.")
    headers = subject.response.get("headers", {}).items()
    (header,) = [header for name, header in headers if name.lower() == missing]
    resolve(subject.content, header)["required"] = False


def deprecate(subject: Subject) -> None:
    """The operation is marked as deprecated."""
    subject.operation.definition["deprecated"] = True


def _phrase(status: int) -> str:
    known = {status.value: status.phrase for status in HTTPStatus}
    return known.get(status, f"Status {status}")
