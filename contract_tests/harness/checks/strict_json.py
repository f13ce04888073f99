"""Reads a JSON body strictly, as the pickiest client would."""

import json
import math
from email.message import Message
from typing import Any

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.pointers import NestedTooDeeply, parse_body
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import success_statuses


class UnreadableBody(ValueError):
    """What keeps a body from being read, in a few words."""


def read_json(content: bytes, content_type: str) -> Any:
    """The JSON value of a body.

    Raises UnreadableBody for no JSON, another charset than UTF-8, and what some parsers take and others do not: a key
    given twice, half of a surrogate pair, NaN or Infinity, a number that is as good as infinite, too many levels.
    """
    message = Message()
    message["Content-Type"] = content_type
    charset = (message.get_content_charset() or "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnreadableBody(f"charset {charset}, where JSON is UTF-8")
    if not content.strip():
        raise UnreadableBody("an empty body")
    try:
        text = content.decode("utf-8")
        value = parse_body(
            text, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant, parse_float=_read_float
        )
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeDecodeError as error:
        raise UnreadableBody("bytes that are not UTF-8") from error
    except UnicodeEncodeError as error:
        raise UnreadableBody("a text with half of a surrogate pair") from error
    except json.JSONDecodeError as error:
        raise UnreadableBody("text that is not JSON") from error
    except NestedTooDeeply as error:
        raise UnreadableBody(str(error)) from error
    except UnreadableBody:
        raise
    except ValueError as error:  # Python reads no integer of more than 4,300 digits
        raise UnreadableBody("a number of thousands of digits") from error


def undecodable(operation: Operation, request: str) -> Finding:
    """Return the finding of a response whose body the HTTP library could not unpack; its status is not known."""
    success = next(iter(success_statuses(operation)), "default")
    observed = "bytes that are not packed as the content encoding says"
    location = f"response.{success}.body"
    return Finding("body.unreadable", operation.label, location, "readable JSON", observed, "json", request=request)


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise UnreadableBody("a key given twice")
    return members


def _refuse_constant(name: str) -> Any:
    raise UnreadableBody(f"{name}, which is not JSON")


def _read_float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise UnreadableBody("a number that is too large for a double")
    return value
