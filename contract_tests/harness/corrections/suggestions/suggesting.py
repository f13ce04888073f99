"""The overlay actions for a finding, ready to paste: each says what it changes, where else, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from attrs import evolve

from contract_tests.harness.checks.prose.undocumented_operations.findings import KIND as UNDOCUMENTED
from contract_tests.harness.corrections.suggestions import fields, requests, responses
from contract_tests.harness.corrections.suggestions.differences import actions_between
from contract_tests.harness.corrections.suggestions.subject import Seen, Subject
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.phone_numbers import mask_numbers
from contract_tests.harness.findings.result import Result
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.twins import move_where_free
from vendor_spec.openapi.yaml_text import dump_yaml, unshare
from vendor_spec.overlay.actions import Overlay, apply
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.overlay.footprint import footprint

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
    "parameter.default": (requests.correct_default, "Without the parameter, the API does something else."),
    "lifecycle.deprecated": (responses.deprecate, "The vendor has announced the end of the operation."),
    "prose.path": (responses.flip_slash, "The vendor's page has the path with the other slash."),
    "prose.status": (responses.add_status, "The vendor's page names this status."),
    "prose.value": (requests.follow_values, "The values are those that the vendor's page lists."),
    "prose.parameter": (requests.follow_requiredness, "The vendor's page calls it optional."),
    UNDOCUMENTED: (requests.add_operation, "The vendor's pages document this operation."),
}
# What these let pass is less than before, and the pages of one operation say nothing of others.
NARROWING = ("prose.value",)
PROSE_SLASH = "path.trailing_slash"
MOST_NAMED = 5


def suggest_all(
    corrected: CorrectedDocument, findings: Iterable[Finding], records: Collection[Result], source: str
) -> list[Finding]:
    """Return the findings, with a suggestion where a correction resolves them; `source` says where they come from."""
    operations = {operation.label: operation for operation in corrected.operations}
    statuses: dict[str, set[int]] = defaultdict(set)
    types: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in records:
        statuses[record.operation] |= record.statuses.keys()
        for pointer, names in record.types.items():
            types[record.operation][pointer] |= names
    suggested = []
    for finding in findings:
        label, suggestion = finding.operation, finding.suggestion
        operation = operations.get(label, _absent_operation(finding))
        if operation is not None and finding.state is not State.CORRECTED and not suggestion:
            seen = Seen(statuses[label], types[label])
            suggestion = suggest(corrected.content, operation, finding, seen, source)
        suggested.append(evolve(finding, suggestion=suggestion))
    return suggested


def suggest(content: dict[str, Any], operation: Operation, finding: Finding, seen: Seen, source: str) -> str:
    """Return overlay actions that resolve `finding` by correcting `content`, as YAML; empty when none surely do.

    None shows a phone number, be it one of the document's examples: what would have to, is not suggested.
    `source` says when and where it was observed; it becomes part of the evidence.
    """
    known = EDITS.get(finding.kind)
    if known is None or (finding.kind == "prose.path" and finding.location != PROSE_SLASH):
        return ""
    edit, why = known
    copy = unshare(content)
    definition = copy["paths"].get(operation.path, {}).get(operation.method, {})
    try:
        edit(Subject(finding, evolve(operation, definition=definition), seen, copy))
        changes = list(actions_between(content, copy))
        move_where_free(copy)
        others = _also_changed(content, copy, operation.label)
        if others and finding.kind in NARROWING:
            return ""
        shared = (
            f" Several operations share this part of the document, so this also changes {others}." if others else ""
        )
        evidence = mask_numbers(f"{source}: expected {finding.expected}; observed {finding.observed}")
        actions = [
            {
                "target": action["target"],
                "description": f"{operation.label}, {finding.location}: {why}{shared if others else ''}",
                "x-correction": name_correction(operation, finding),
                "x-evidence": evidence,
                **action,
            }
            for action in changes
        ]
        is_exact = apply(Overlay("", "", tuple(actions)), content)[0] == copy
    except (SpecError, LookupError, TypeError, ValueError, AttributeError):
        return ""
    shown = dump_yaml(changes)
    return dump_yaml(actions) if changes and is_exact and mask_numbers(shown) == shown else ""


def _absent_operation(finding: Finding) -> Operation | None:
    """Return the operation, without a definition, that the document is to get; None for another kind of finding."""
    method, _, path = finding.operation.partition(" ")
    return Operation(method.lower(), path, {}) if finding.kind == UNDOCUMENTED else None


def name_correction(operation: Operation, finding: Finding) -> str:
    """Return a readable id: the operation, what kind of finding, and where."""
    id_ = operation.definition.get("operationId") or operation.label
    place = re.sub(r"^response\.|\bbody#", "", finding.location)
    raw = f"{id_} {finding.kind} {place}"
    words = re.findall(r"[a-z0-9]+", raw.lower())
    is_whole = raw.isascii() and len(raw) <= 100
    return "-".join(words)[:100] + ("" if is_whole else f"-{finding.id.rpartition('-')[2]}")


def _also_changed(content: dict[str, Any], corrected: dict[str, Any], label: str) -> str:
    after = {operation.label: operation for operation in iter_operations(corrected)}
    labels = [
        other.label
        for other in iter_operations(content)
        if other.label in after
        and other.label != label
        and footprint(content, other) != footprint(corrected, after[other.label])
    ]
    more = f" and {len(labels) - MOST_NAMED} more" if len(labels) > MOST_NAMED else ""
    return ", ".join(labels[:MOST_NAMED]) + more
