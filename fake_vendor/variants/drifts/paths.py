"""The path at which an operation answers: with the other slash, somewhere else, or behind another origin."""

import re

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct, Detour
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Switch

REDIRECTS = (301, 302, 303, 307, 308)
FOREIGN = "https://elsewhere.invalid"


def swap_slash(conduct: Conduct, argument: str) -> Effect | None:
    """`STATUS`: the path with the other slash answers; the documented one gives a redirect to it, or 404."""
    path = conduct.path
    other = path[:-1] if path.endswith("/") else f"{path}/"
    if other in ("", "//"):
        return None
    return _move(other, _read_status("path.trailing_slash", argument or "308", (404, *REDIRECTS)))


def move(conduct: Conduct, argument: str) -> Effect | None:
    """`HOW`: the operation answers at another path; the documented one is gone, or leads there."""
    how = argument or "404"
    if how in ("case", "renamed"):
        make = {"case": _change_case, "renamed": _rename_segment}[how]
        moved = make(conduct.path)
        return _move(moved, 404) if moved != conduct.path else None
    return _move(_next_version(conduct.path), _read_status("path.moved", how, (404, 410, *REDIRECTS)))


def lead_away(conduct: Conduct, argument: str) -> Effect | None:
    """`STATUS[=ORIGIN]`: every request to the path, or with `late` only one that earns a success, is led away."""
    how, _, origin = argument.partition("=")
    if origin and not re.fullmatch(r"(https?:)?//[^/\s]+", origin):
        raise VendorFault(f"redirect.foreign: {origin} is not an origin such as {FOREIGN}")
    target = (origin or FOREIGN) + conduct.path
    if how == "late":
        headers = (("Location", (origin or FOREIGN) + "/download?signature=fake"),)

        def step_in(exchange: Exchange) -> Answer | None:
            if not exchange.is_due:
                return None
            return Answer(Cause.MOVED, 302, None, has_body=False, headers=headers)

        return Effect(step_in=step_in)
    status = _read_status("redirect.foreign", how or "302", REDIRECTS)
    return Effect(conduct=lambda old: evolve(old, detours=(*old.detours, Detour(old.path, status, target))))


def _move(path: str, status: int) -> Effect:
    def change(conduct: Conduct) -> Conduct:
        target = path if status in REDIRECTS else None
        return evolve(conduct, path=path, detours=(*conduct.detours, Detour(conduct.path, status, target)))

    return Effect(conduct=change)


def _next_version(path: str) -> str:
    """`/api/v1/x` as `/api/v2/x`; a path without a version gets one in front."""
    found = re.search(r"/v(\d+)(?=/|$)", path)
    if found is None:
        return f"/v2{path}"
    return f"{path[: found.start()]}/v{int(found[1]) + 1}{path[found.end() :]}"


def _change_case(path: str) -> str:
    return "/".join(part if "{" in part else part.swapcase() for part in path.split("/"))


def _rename_segment(path: str) -> str:
    """The last literal segment in another number: `/Call/` as `/Calls/`, `/trunks` as `/trunk`."""
    parts = path.split("/")
    index = next((i for i in range(len(parts) - 1, -1, -1) if parts[i] and "{" not in parts[i]), None)
    if index is None:
        return path
    parts[index] = parts[index][:-1] if parts[index].endswith("s") and len(parts[index]) > 1 else f"{parts[index]}s"
    return "/".join(parts)


def _read_status(name: str, text: str, allowed: tuple[int, ...]) -> int:
    if not text.isdecimal() or int(text) not in allowed:
        raise VendorFault(f"{name}: {text} is not one of {', '.join(map(str, sorted(allowed)))}")
    return int(text)


SWITCHES = (
    Switch(
        "path.trailing_slash",
        "Only the path with the other slash answers; the documented one gives this redirect, or 404 (default: 308).",
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
