"""The path at which an operation is served: with the other slash, somewhere else, or behind another origin."""

import re
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour, Redirect
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, choose, switch
from fake_vendor.variants.success_effects import change_field
from vendor_spec.openapi.paths import other_slash
from vendor_spec.openapi.resources.lists import find_list

REDIRECTS = (301, 302, 303, 307, 308)
FOREIGN = "https://elsewhere.invalid"


@switch("path.trailing_slash", "STATUS")
def swap_slash(behaviour: Behaviour, argument: str) -> Effect | None:
    """Only the path with the other slash exists; the documented one gives this redirect, or 404 (default: 308)."""
    other = other_slash(behaviour.path)
    if other in ("", "//"):
        return None
    return _move(other, _read_status(argument or "308", (404, *REDIRECTS)))


@switch("path.moved", "STATUS|case|renamed")
def move(behaviour: Behaviour, argument: str) -> Effect | None:
    """The operation is under the next version and the documented path gives this status (default: 404; 405: it has
    other methods only); or its path has another `case`, or a `renamed` segment.
    """
    how = argument or "404"
    if how in ("case", "renamed"):
        moved = _change_case(behaviour.path) if how == "case" else _rename_segment(behaviour.path)
        return _move(moved, 404) if moved != behaviour.path else None
    return _move(_next_version(behaviour.path), _read_status(how, (404, 405, 410, *REDIRECTS)))


@switch("redirect.foreign", "STATUS|late|next[=ORIGIN]")
def lead_away(behaviour: Behaviour, argument: str) -> Effect | None:
    """The path redirects to another origin (default: 302=https://elsewhere.invalid); `late`: only when all is right;
    `next`: the address of a list's next page is there.
    """
    how, _, origin = argument.partition("=")
    if origin and not re.fullmatch(r"(https?:)?//[^/\s]+", origin):
        raise VendorFault(f"{origin} is not an origin such as {FOREIGN}")
    target = (origin or FOREIGN) + behaviour.path
    if how == "late":
        headers = (("Location", (origin or FOREIGN) + "/download?signature=fake"),)
        response = Response(Cause.MOVED, 302, None, has_body=False, headers=headers)
        return Effect(intercept=lambda exchange: response if exchange.succeeds else None)
    if how == "next":
        return _lead_next(behaviour, origin or FOREIGN)
    status = _read_status(how or "302", REDIRECTS)
    return Effect(behaviour=lambda old: evolve(old, redirects=(*old.redirects, Redirect(old.path, status, target))))


def _lead_next(behaviour: Behaviour, origin: str) -> Effect | None:
    form = find_list(behaviour.success.schemas.content, behaviour.operation)
    if form is None or form.next is None:
        return None

    def lead(address: Any, _: Exchange) -> Any:
        return origin + address if isinstance(address, str) and address.startswith("/") else address

    return change_field(form.next, lead)


def _move(path: str, status: int) -> Effect:
    def change(behaviour: Behaviour) -> Behaviour:
        target = path if status in REDIRECTS else None
        return evolve(behaviour, path=path, redirects=(*behaviour.redirects, Redirect(behaviour.path, status, target)))

    return Effect(behaviour=change)


def _next_version(path: str) -> str:
    """Return `/api/v1/x` as `/api/v2/x`; a path without a version gets one in front."""
    moved, count = re.subn(r"/v(\d+)(?=/|$)", lambda version: f"/v{int(version[1]) + 1}", path, count=1)
    return moved if count else f"/v2{path}"


def _change_case(path: str) -> str:
    return "/".join(part if "{" in part else part.swapcase() for part in path.split("/"))


def _rename_segment(path: str) -> str:
    """Return the path with its last literal segment in another number: `/Call/` as `/Calls/`, `/trunks` as `/trunk`."""
    parts = path.split("/")
    index = next((i for i in range(len(parts) - 1, -1, -1) if parts[i] and "{" not in parts[i]), None)
    if index is None:
        return path
    parts[index] = parts[index][:-1] if parts[index].endswith("s") and len(parts[index]) > 1 else f"{parts[index]}s"
    return "/".join(parts)


def _read_status(text: str, allowed: tuple[int, ...]) -> int:
    return choose(text, {str(status): status for status in sorted(allowed)})


SWITCHES = (swap_slash, move, lead_away)
