"""What changed between two versions of the document, rated for a client, as text and as Markdown."""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from attrs import frozen

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.document import METHODS, Operation, iter_operations
from vendor_spec.openapi.references import unescape
from vendor_spec.openapi.security import security_requirements, security_schemes
from vendor_spec.openapi.validation import request_path
from vendor_spec.openapi.validation.self_contained import self_contained
from vendor_spec.tools import cpu_limit, environment, node_command

LONGEST = 100  # lines of compatible changes that are shown
_PROGRAM = Path("node_modules/@redocly/cli/bin/cli.js")
_TIMEOUT = 120  # seconds
_QUIET = {"REDOCLY_TELEMETRY": "off", "CI": "true", "NO_COLOR": "1"}  # it is to report to nobody
_CONFIG = {"extends": ["diff-recommended"], "telemetry": "off", "resolve": {"doNotResolveExamples": True}}
_ARGUMENTS = ("diff", "old.json", "new.json", "--fail-on", "none", "--config", "redocly.yaml", "--format", "json")


class Rating(StrEnum):
    """Whether a client that fits the old version still works with the new one."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"


@frozen
class Change:
    """One spec change; `place` is the label of the operation, or the part of the document."""

    rating: Rating
    place: str
    text: str


Alternatives = frozenset[frozenset[tuple[str, ...]]]
"""Sets of credentials that open an operation, each credential with what tells it from another."""


def find_changes(root: Path, old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes from `old` to `new`, the breaking ones first; `root` is the project with its node_modules.

    Rated by Redocly, and more strictly where a typed client is: each change of credentials, each removed field and
    each narrowed enum is breaking. Raises SpecError when Redocly is not installed or cannot compare.
    """
    if old == new:
        return []
    security = list(_compare_security(old, new))
    records = [record for record in _run_redocly(root, old, new) if not (security and _is_about_credentials(record))]
    words = Change(Rating.COMPATIBLE, "the document", "Only words or examples changed.")
    changes = [*security, *map(_make_change, records)] or [words]
    return sorted(dict.fromkeys(changes), key=lambda change: change.rating is Rating.COMPATIBLE)


def render_text(changes: Sequence[Change]) -> str:
    """Return the changes a line each, the number of them last."""
    shown, summary = _summarize(changes)
    lines = [f"{change.rating.value:<11}{printable(f'{change.place}: {change.text}')}" for change in shown]
    return "\n".join([*lines, summary])


def render_markdown(changes: Sequence[Change]) -> str:
    """Return the changes as the body of a pull request, in code: nothing of the document becomes a link or HTML."""
    shown, summary = _summarize(changes)
    lines = ["## Changes in the vendor's document", "", summary]
    for rating in Rating:
        rated = [change for change in shown if change.rating is rating]
        if rated:
            lines += ["", f"### {rating.value.capitalize()}", ""]
            lines += [f"- {_code(change.place)}: {_code(change.text)}" for change in rated]
    return "\n".join(lines) + "\n"


def _summarize(changes: Sequence[Change]) -> tuple[Sequence[Change], str]:
    """Return the changes that are shown, and a line with the number of all."""
    breaking = sum(change.rating is Rating.BREAKING for change in changes)
    shown = changes[: breaking + LONGEST]
    more = f" ({len(changes) - len(shown)} of them not shown)" if len(shown) < len(changes) else ""
    return shown, f"{breaking} breaking, {len(changes) - breaking} compatible{more}"


def _run_redocly(root: Path, old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    program = (root / _PROGRAM).resolve()
    if not program.exists():
        raise SpecError(f"{_PROGRAM} is not there; run `make setup` to install the Node tools")
    with tempfile.TemporaryDirectory(prefix="vobiz-redocly-") as folder:
        for name, content in (("old.json", old), ("new.json", new)):
            (Path(folder) / name).write_text(json.dumps(self_contained(content)))
        (Path(folder) / "redocly.yaml").write_text(json.dumps(_CONFIG))
        try:
            outcome = subprocess.run(
                [*node_command(program, Path(folder)), *_ARGUMENTS],
                cwd=folder,
                env=environment(**_QUIET),
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                preexec_fn=cpu_limit(_TIMEOUT),
            )
            report = json.loads(outcome.stdout)
        except subprocess.TimeoutExpired:
            raise SpecError(f"redocly diff takes more than {_TIMEOUT} seconds; it was given up") from None
        except ValueError:
            output = " ".join((outcome.stderr or outcome.stdout).split())[-300:]
            raise SpecError(f"redocly diff cannot read the document: {output}") from None
    changes = report.get("changes") if isinstance(report, dict) else None
    if not isinstance(changes, list):
        raise SpecError("redocly diff prints no list of changes; is node_modules the one of package-lock.json?")
    return changes


def _make_change(record: dict[str, Any]) -> Change:
    place, inside = _locate(str(record.get("path", "")))
    verdicts = [str(verdict.get("message", "")) for verdict in record.get("verdicts", [])]
    kind, prop = str(record.get("kind", "changed")), record.get("property")
    what = " ".join(part for part in (inside, prop) if part and prop != "key")
    text = " ".join(verdicts) or f"{what} {kind}.".lstrip()
    if verdicts and inside:
        text = f"{inside}: {text}"
    # Redocly looks at the requirement's place; whether an operation wants other credentials, `security` tells.
    is_breaking = record.get("impact") == "major" and not _is_requirement(record)
    is_breaking = is_breaking or prop == request_path.NAME
    narrowed = _narrowed_enum(record)
    if narrowed and not is_breaking:
        text, is_breaking = f"{inside}: {narrowed}", True
    if kind == "removed" and re.search(r"/properties/[^/]+$", inside) and not is_breaking:
        is_breaking, text = True, f"{inside}: the field was removed."
    return Change(Rating.BREAKING if is_breaking else Rating.COMPATIBLE, place, text)


def _narrowed_enum(record: dict[str, Any]) -> str:
    if record.get("property") != "enum":
        return ""
    old, new = (record.get(side, {}).get("value") for side in ("base", "revision"))
    if not isinstance(new, list):
        return ""
    if not isinstance(old, list):
        return f"Only the values {', '.join(map(str, new))} are left."
    lost = [str(value) for value in old if value not in new]
    return f"Enum lost values: {', '.join(lost)}." if lost else ""


def _is_about_credentials(record: dict[str, Any]) -> bool:
    return _is_requirement(record) or str(record.get("path")).startswith("#/components/securitySchemes")


def _is_requirement(record: dict[str, Any]) -> bool:
    return re.match(r"#/(paths/[^/]+/\w+/)?security(/|$)", str(record.get("path"))) is not None


def _locate(pointer: str) -> tuple[str, str]:
    parts = [unescape(part) for part in pointer.removeprefix("#/").split("/")]
    if parts[0] == "paths" and len(parts) > 2 and parts[2] in METHODS:
        return f"{parts[2].upper()} {parts[1]}", "/".join(parts[3:])
    if parts[0] == "paths" and len(parts) > 1:
        return parts[1], "/".join(parts[2:])
    depth = 3 if parts[0] == "components" else 1
    return "/".join(parts[:depth]) or "the document", "/".join(parts[depth:])


def _code(text: str) -> str:
    return f"`{printable(text)[:500].replace('`', chr(39))}`"


def _compare_security(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Yield a change for each operation that wants other credentials: Redocly rates a dropped header as a detail."""
    after = {operation.label: operation for operation in iter_operations(new)}
    for operation in iter_operations(old):
        if operation.label not in after:
            continue
        wanted, wants = _alternatives(old, operation), _alternatives(new, after[operation.label])
        if wanted != wants:
            text = f"Credentials changed: {_describe(wanted)} became {_describe(wants)}."
            yield Change(Rating.BREAKING, operation.label, text)


def _alternatives(content: dict[str, Any], operation: Operation) -> Alternatives:
    schemes = security_schemes(content)
    return frozenset(
        frozenset(_carry(name, schemes.get(name, {}), scopes) for name, scopes in requirement.items())
        for requirement in security_requirements(content, operation)
    )


def _carry(name: str, scheme: dict[str, Any], scopes: list[str]) -> tuple[str, ...]:
    type_ = scheme.get("type", "unknown")
    carriers = {"apiKey": f"{scheme.get('in')} {scheme.get('name')}", "http": f"http {scheme.get('scheme')}".lower()}
    return (carriers.get(type_, f"{type_} {name}"), *sorted(scopes))


def _describe(alternatives: Alternatives) -> str:
    if not alternatives:
        return "none"
    texts = [" and ".join(sorted(" ".join(carried) for carried in wanted)) or "none" for wanted in alternatives]
    return ", or ".join(sorted(texts))
