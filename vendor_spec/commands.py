"""The sub-commands of `python -m vendor_spec`: each prints what it did and returns the exit status."""

import argparse
import sys
from collections.abc import Sequence

from vendor_spec.counts import counted
from vendor_spec.errors import SpecError, printable
from vendor_spec.generate.generation import find_differences, is_current
from vendor_spec.generate.generation import generate as generate_client
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.provenance import accept_document, read_document
from vendor_spec.overlay.correction import build as build_corrected
from vendor_spec.project import Project


def update(project: Project, options: argparse.Namespace) -> int:
    """Take over `options.sources`; 1 when the user says no."""
    from vendor_spec.diff.changes import render_text
    from vendor_spec.update.fetching import Fetcher
    from vendor_spec.update.plan import plan_update, write_update
    from vendor_spec.update.sources import Sources

    fetcher = Fetcher(project.page_cache)
    planned = plan_update(project, Sources(fetcher).read(options.sources))
    for note in planned.notes:
        print(note)
    if planned.changes:
        print(render_text(planned.changes))
    for warning in planned.warnings:
        print(f"warning: {printable(warning)}")
    what = f"{project.document.name}: {counted(planned.operations, 'operation')}, {counted(planned.pages, 'page')} read"
    if not planned.files:
        fetcher.keep()
        print(f"{what}, nothing changed")
        return 0
    names = ", ".join(sorted(planned.files))
    if not options.yes and not _confirm(f"Write {names}?"):
        print(f"{what}, nothing written")
        return 1
    write_update(project, planned)
    fetcher.keep()
    print(f"{what}, written: {names}")
    return 0


def accept(project: Project, _: argparse.Namespace) -> int:
    """Vouch for the document as it lies there."""
    document = accept_document(project)
    print(f"{document.name}: {_size(document.operations)}, sha256 {document.sha256[:12]}, vouched for")
    return 0


def build(project: Project, _: argparse.Namespace) -> int:
    """Write the corrected document."""
    corrected = build_corrected(project)
    ids = ", ".join(correction.id for correction in corrected.corrections) or "none"
    print(f"{project.corrected.relative_to(project.root)}: {_size(corrected.operations)}, corrections: {ids}")
    return 0


def diff(project: Project, options: argparse.Namespace) -> int:
    """Print what changed since `options.old`."""
    from vendor_spec.diff.changes import find_changes, render_markdown, render_text
    from vendor_spec.diff.versions import read_version

    old = read_version(project, options.old)
    changes = find_changes(project.root, old.content, read_document(project).content)
    print((render_markdown if options.markdown else render_text)(changes).rstrip("\n"))
    return 0


def lint(project: Project, _: argparse.Namespace) -> int:
    """Check document and corrected document; advice is printed and changes nothing."""
    from vendor_spec.diff.lint import find_advice
    from vendor_spec.overlay.correction import correct

    corrected = correct(project, project.overlay)
    version = corrected.document.content["openapi"]
    print(f"{project.document.name}: valid OpenAPI {version}, {_size(corrected.document.operations)}")
    print(f"{project.overlay.name}: gives a valid document, {_size(corrected.operations)}")
    advice = find_advice(project.root, corrected.document.content)
    if advice:
        print(f"Advice on the style of {project.document.name}, which is the vendor's and fails nothing:")
    for line in advice:
        print(line)
    return 0


def generate(project: Project, options: argparse.Namespace) -> int:
    """Write the client, or with `options.check` only tell whether it is current."""
    corrected = build_corrected(project)
    place = project.client.relative_to(project.root)
    if options.check:
        differences = find_differences(project, corrected)
        for difference in differences[:20]:
            print(f"  {difference}", file=sys.stderr)
        if differences:
            print(f"{place}: {len(differences)} files differ from a fresh client; run `make generate`", file=sys.stderr)
            return 1
        print(f"{place}: is what {project.document.name} gives")
    elif is_current(project, corrected):
        print(f"{place}: current")
    else:
        generate_client(project, corrected)
        print(f"{place}: written, {_size(corrected.operations)}")
    return 0


def _size(operations: Sequence[Operation]) -> str:
    return counted(len(operations), "operation")


def _confirm(question: str) -> bool:
    if not sys.stdin.isatty():
        raise SpecError("there is no terminal to ask on, and nothing was changed; give --yes to write this")
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
