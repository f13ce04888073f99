"""The overlay actions for a finding, ready to paste: each says what it changes, where else, and why."""

import re
from collections.abc import Callable
from typing import Any

from contract_tests.harness.corrections.suggestions import fields, requests, responses
from contract_tests.harness.corrections.suggestions.differences import Action, actions_between
from contract_tests.harness.corrections.suggestions.places import Ambiguous
from contract_tests.harness.corrections.suggestions.subject import Seen, Subject
from contract_tests.harness.findings.finding import Finding
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.footprint import footprint
from vendor_spec.openapi.yaml_text import dump_yaml, unshare
from vendor_spec.overlay.actions import Overlay, apply

# Never of `auth.*` or `account.*`: a hole in the vendor's door is not closed by writing that it is one.
EDITS: dict[str, tuple[Callable[[Subject], None], str]] = {
    "path.trailing_slash": (responses.flip_slash, "The API serves the operation under the path with the other slash."),
    "status.undocumented": (responses.add_status, "The operation responds with this status, too."),
    "status.changed": (responses.change_status, "A success has another status."),
    "content_type.changed": (responses.change_content_type, "The response has another content type."),
    "header.missing": (responses.make_header_optional, "The header is not always there."),
    "field.missing": (fields.make_optional, "The field is not always there."),
    "field.type": (fields.change_type, "The field has another type."),
    "field.renamed": (fields.rename, "The field has another name."),
    "field.value": (fields.allow_value, "The field has further values."),
    "field.format": (fields.drop_format, "The field does not always have this format."),
    "field.undocumented": (fields.add_field, "The response has a further field."),
    "parameter.rejected": (requests.drop_value, "The API refuses the value."),
    "parameter.not_required": (requests.make_parameter_optional, "The parameter may be left out."),
    "lifecycle.deprecated": (responses.deprecate, "The vendor has announced the end of the operation."),
    "prose.path": (responses.flip_slash, "The vendor's page has the path with the other slash."),
    "prose.status": (responses.add_status, "The vendor's page names this status."),
    "prose.value": (requests.list_values, "The values are those that the vendor's page lists."),
}
PROSE_SLASH = "path.trailing_slash"
MOST_NAMED = 5


def suggest(content: dict[str, Any], operation: Operation, finding: Finding, seen: Seen, source: str) -> str:
    """Return overlay actions that resolve `finding` by correcting `content`, as YAML; empty when none surely do.

    `source` says when and where it was observed; it becomes part of the evidence.
    """
    known = EDITS.get(finding.kind)
    if known is None or (finding.kind == "prose.path" and finding.location != PROSE_SLASH):
        return ""
    edit, why = known
    subject = Subject(finding, operation, seen, unshare(content))
    try:
        edit(subject)
        actions = list(actions_between(content, subject.content))
        described = [_describe(content, subject, action, why, source) for action in actions]
        is_exact = apply(Overlay("", "", tuple(described)), content)[0] == subject.content
    except (Ambiguous, SpecError, LookupError, TypeError, ValueError, AttributeError):
        return ""
    return dump_yaml(described) if described and is_exact else ""


def _describe(content: dict[str, Any], subject: Subject, action: Action, why: str, source: str) -> Action:
    finding = subject.finding
    observed = f"{source}: expected {finding.expected}; observed {finding.observed}"
    others = _also_changed(content, subject)
    shared = f" Several operations share this part of the document, so this also changes {others}." if others else ""
    target, verb = action["target"], {key: value for key, value in action.items() if key != "target"}
    return {
        "target": target,
        "description": f"{subject.operation.label}, {finding.location}: {why}{shared}",
        "x-correction": name_correction(subject.operation, finding),
        "x-evidence": observed,
        **verb,
    }


def name_correction(operation: Operation, finding: Finding) -> str:
    """Return a readable id: the operation, what kind of finding, and where."""
    id_ = operation.definition.get("operationId") or operation.label
    place = re.sub(r"^response\.|\bbody#", "", finding.location)
    raw = f"{id_} {finding.kind} {place}"
    words = re.findall(r"[a-z0-9]+", raw.lower())
    is_whole = raw.isascii() and len(raw) <= 100
    return "-".join(words)[:100] + ("" if is_whole else f"-{finding.id.rpartition('-')[2]}")


def _also_changed(content: dict[str, Any], subject: Subject) -> str:
    after = {operation.label: operation for operation in iter_operations(subject.content)}
    others = {other.label: other for other in iter_operations(content) if other.label != subject.operation.label}
    labels = [
        label
        for label in others
        if label in after and footprint(content, others[label]) != footprint(subject.content, after[label])
    ]
    more = f" and {len(labels) - MOST_NAMED} more" if len(labels) > MOST_NAMED else ""
    return ", ".join(labels[:MOST_NAMED]) + more
