"""Lists in answers: what a test gives is all there is, so that whoever goes from page to page comes to an end."""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from ..runtime.model import plain
from ..runtime.operation import Operation
from ..runtime.readers import FieldError
from .sent import SentRequest


def is_later_page(operation: Operation[Any], sent: SentRequest) -> bool:
    """Say whether a request is for another page than the first."""
    listing = operation.listing
    if listing is None or not listing.position:
        return False
    asked = [sent.query.get(each.name) for each in operation.parameters if each.argument == listing.position]
    first = str(listing.first) if listing.is_counted else None
    return any(value not in (None, first) for value in asked)


def last_page(operation: Operation[Any], response: httpx.Response, *, is_empty: bool = False) -> httpx.Response:
    """Return a response that leads to no other page; `is_empty`: without its items."""
    listing = operation.listing
    if listing is None or not listing.is_paged:
        return response
    try:
        page = read_json(operation, response)
    except (FieldError, ValueError):  # whoever answers so wants to see what the client says of it
        return response
    if listing.next and isinstance(_at(page, listing.next), str):
        _set(page, listing.next, "")
    if listing.more and _at(page, listing.more) is True:
        _set(page, listing.more, False)
    if is_empty and not listing.items:
        page = []
    elif is_empty:
        _set(page, listing.items, [])
    content = json.dumps(plain(page)).encode()
    return httpx.Response(response.status_code, headers={"content-type": _type(response)}, content=content)


def read_json(operation: Operation[Any], response: httpx.Response) -> Any:
    """Return what the client reads in a JSON response; raise `ValueError` where the document gives it none."""
    for spec in operation.responses:
        if spec.kind == "json" and spec.first <= response.status_code <= spec.last:
            return spec.read(json.loads(response.content))
    raise ValueError("no JSON")


def _type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "application/json"))


def _at(page: Any, steps: Sequence[str]) -> Any:
    for name in steps:
        page = getattr(page, name, None)
    return page


def _set(page: Any, steps: Sequence[str], value: Any) -> None:
    *before, name = steps
    holder = _at(page, before)
    if hasattr(holder, name):
        setattr(holder, name, value)
