"""All rules, in their order: what is written differently, what has another form, what cannot hold."""

from collections.abc import Iterator
from typing import Any

from vendor_spec.openapi.document import refuse_unsafe
from vendor_spec.openapi.repairs import operations, references, schemas, spelling
from vendor_spec.openapi.repairs.form import mend_form
from vendor_spec.openapi.repairs.notices import Notice
from vendor_spec.openapi.repairs.parts import Part, iter_parts
from vendor_spec.openapi.repairs.refusal import (
    refuse_bad_paths,
    refuse_bad_request_paths,
    refuse_differences,
    refuse_parts_of_another_kind,
    refuse_references,
)
from vendor_spec.openapi.validation.self_contained import self_contained

MOST_NOTICES = 10_000


def make_usable(content: dict[str, Any], name: str) -> tuple[dict[str, Any], tuple[Notice, ...]]:
    """Return a document as every tool can read it, and a notice of each fault that is mended in it; changes `content`.

    Nothing leads out of it (see `self_contained`), and path items and callbacks are written out where it refers to
    them. Raises SpecError, which names the place and an overlay action that would help, for a fault without a plain
    meaning, and for a document beyond our limits.
    """
    refuse_unsafe(content, name)
    notices = _repair(content, name)
    return self_contained(content), notices


def _repair(content: dict[str, Any], name: str) -> tuple[Notice, ...]:
    references.write_out(content, name)
    notices = list(references.mend_names(content))
    is_30 = content["openapi"].startswith("3.0")
    for part in iter_parts(content):
        notices += _spell(part, is_30=is_30)
    notices += mend_form(content)
    refuse_differences(content, name)
    known: dict[str, bool] = {}
    for part in iter_parts(content):
        notices += references.mend_dangling(part, known, content)
    refuse_references(content, name)
    refuse_bad_paths(content, name)
    refuse_bad_request_paths(content, name)
    refuse_parts_of_another_kind(content, name)
    notices += _mend_meaning(content, is_30=is_30)
    refuse_references(content, name)  # to a parameter that is left out
    return tuple(notices[:MOST_NOTICES])


def _spell(part: Part, *, is_30: bool) -> Iterator[Notice]:
    if is_30:
        yield from references.mend_reference_of_30(part)
    match part.kind:
        case "paths":
            yield from spelling.mend_paths(part)
        case "responses":
            yield from spelling.mend_responses(part)
        case "parameter" | "header":
            yield from spelling.mend_parameter(part)
        case "schema":
            yield from (spelling.mend_schema_of_30 if is_30 else spelling.mend_schema_of_31)(part)
            yield from spelling.mend_type(part)
            yield from spelling.mend_combination(part)


def _mend_meaning(content: dict[str, Any], *, is_30: bool) -> Iterator[Notice]:
    defaults = schemas.DefaultValues(content)
    called: list[Part] = []
    for part in iter_parts(content):
        match part.kind:
            case "document":
                yield from operations.mend_security(part, content)
            case "path item":
                yield from operations.mend_parameters(part, content)
            case "operation":
                called += [part] if len(part.way) == 3 and part.operation else []
                yield from operations.mend_parameters(part, content)
                yield from operations.mend_tags(part)
                yield from operations.mend_security(part, content)
            case "schema":
                if is_30:
                    yield from schemas.mend_items(part)
                yield from schemas.mend_enum(part)
                yield from schemas.mend_pattern(part)
                yield from defaults.mend(part)
    yield from operations.mend_ids(called)
    for part in called:
        yield from operations.mend_path_parameters(part, content)
