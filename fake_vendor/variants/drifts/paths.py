"""The path at which an operation is served: with the other slash, somewhere else, or behind another origin."""

import re

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour, Redirect
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.arguments import choose
from fake_vendor.variants.effects import Effect, Switch
from vendor_spec.openapi.paths import other_slash

REDIRECTS = (301, 302, 303, 307, 308)
FOREIGN = "https://elsewhere.invalid"


def swap_slash(behaviour: Behaviour, argument: str) -> Effect | None:
    """`STATUS`: the operation is at the path with the other slash; the documented one redirects there, or is 404."""
    other = other_slash(behaviour.path)
    if other in ("", "//"):
        return None
    return _move(other, _read_status(argument or "308", (404, *REDIRECTS)))


def move(behaviour: Behaviour, argument: str) -> Effect | None:
    """`HOW`: the operation is at another path; the documented one is gone, or redirects there."""
    how = argument or "404"
    if how in ("case", "renamed"):
        moved = _change_case(behaviour.path) if how == "case" else _rename_segment(behaviour.path)
        return _move(moved, 404) if moved != behaviour.path else None
    return _move(_next_version(behaviour.path), _read_status(how, (404, 410, *REDIRECTS)))


def lead_away(behaviour: Behaviour, argument: str) -> Effect | None:
    """`STATUS[=ORIGIN]`: every request to the path is redirected; with `late` only one that earns a success."""
    how, _, origin = argument.partition("=")
    if origin and not re.fullmatch(r"(https?:)?//[^/\s]+", origin):
        raise VendorFault(f"{origin} is not an origin such as {FOREIGN}")
    target = (origin or FOREIGN) + behaviour.path
    if how == "late":
        headers = (("Location", (origin or FOREIGN) + "/download?signature=fake"),)
        response = Response(Cause.MOVED, 302, None, has_body=False, headers=headers)
        return Effect(intercept=lambda exchange: response if exchange.succeeds else None)
    status = _read_status(how or "302", REDIRECTS)
    return Effect(behaviour=lambda old: evolve(old, redirects=(*old.redirects, Redirect(old.path, status, target))))


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


SWITCHES = (
    Switch(
        "path.trailing_slash",
        "Only the path with the other slash exists; the documented one gives this redirect, or 404 (default: 308).",
        swap_slash,
        "STATUS",
    ),
    Switch(
        "path.moved",
        "The operation is under the next version and the documented path gives this status (default: 404); "
        "or its path has another `case`, or a `renamed` segment.",
        move,
        "STATUS|case|renamed",
    ),
    Switch(
        "redirect.foreign",
        f"The path redirects to another origin (default: 302={FOREIGN}); `late`: only when all is right.",
        lead_away,
        "STATUS|late[=ORIGIN]",
    ),
)
