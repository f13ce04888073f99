"""The commands of `python -m vendor_spec`: each prints what it did and returns the exit status."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from vendor_spec.counts import counted
from vendor_spec.errors import SpecError, printable
from vendor_spec.generate.generation import find_differences
from vendor_spec.generate.generation import generate as generate_client
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.provenance import accept_document, read_document, read_version
from vendor_spec.overlay.correction import CorrectedDocument, correct, readable_content
from vendor_spec.overlay.correction import build as build_corrected
from vendor_spec.project import Project

SHOWN = 20  # notices, where they are not what was asked for


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def program() -> None:
    """Everything that is done with the vendor's document."""


@program.command()
@click.argument("sources", metavar="[SOURCE...]", nargs=-1)
@click.option("--yes", is_flag=True, help="write without asking")
@click.pass_obj
def update(project: Project, sources: Sequence[str], *, yes: bool) -> int:
    """Take over a newer document, and what docs pages say beside it.

    A SOURCE is a document, a page, an index, sitemap or full text of pages, a folder, or an address of one; without
    any, it is what [tool.vendor-spec] of pyproject.toml names.
    """
    from vendor_spec.diff.rendering import render_text
    from vendor_spec.transaction import write_together
    from vendor_spec.update.earlier_pages import PageCache
    from vendor_spec.update.fetching import Fetcher
    from vendor_spec.update.plan import plan_update
    from vendor_spec.update.sources import Sources
    from vendor_spec.update.vendor import read_vendor

    vendor = read_vendor(project)
    fetcher = Fetcher(PageCache(project.page_cache), vendor)
    planned = plan_update(project, Sources(fetcher, project.document).read(sources or vendor.name_sources()), vendor)
    for note in planned.notes:
        print(f"note: {printable(note)}")
    if planned.changes:
        print(render_text(planned.changes))
    for warning in planned.warnings:
        print(f"warning: {printable(warning)}")
    if fetcher.total():
        print(fetcher.total())
    what = f"{project.document.name}: {counted(planned.operations, 'operation')}, {counted(planned.pages, 'page')} read"
    if not planned.files:
        fetcher.cache.keep()
        print(f"{what}, nothing changed")
        return 0
    names = ", ".join(sorted(planned.files))
    if not yes and not sys.stdin.isatty():
        raise SpecError(
            "there is no terminal to ask on, and nothing was changed; give --yes (to make: YES=1) to write this"
        )
    if not yes and not click.confirm(f"Write {names}?"):
        print(f"{what}, nothing written")
        return 1
    write_together(project.root, planned.files)
    fetcher.cache.keep()
    print(f"{what}, written: {names}")
    _say_usable(project)
    return 0


@program.command()
@click.pass_obj
def accept(project: Project) -> int:
    """Vouch for the openapi.yaml that lies there."""
    document = accept_document(project)
    print(f"{document.name}: {_size(document.operations)}, sha256 {document.sha256[:12]}, vouched for")
    _say_usable(project)
    return 0


@program.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.argument("name")
@click.pass_obj
def adopt(project: Project, document: Path, name: str) -> int:
    """Make the project a client and a check of another vendor's API.

    DOCUMENT is its OpenAPI document, NAME the vendor's, such as acme.
    """
    from vendor_spec.adopt.adoption import adopt as adopt_project
    from vendor_spec.adopt.renaming import parse_name

    names = parse_name(name)
    adopted = adopt_project(project, names, document)
    print(f"{names.distribution}: {_size(adopted.operations)}; `git reset --hard` would undo it")
    return 0


@program.command()
@click.pass_obj
def build(project: Project) -> int:
    """Write build/openapi.yaml, the corrected document."""
    corrected = build_corrected(project)
    ids = ", ".join(correction.id for correction in corrected.corrections) or "none"
    _say_notices(corrected, SHOWN)
    print(f"{project.corrected.relative_to(project.root)}: {_size(corrected.operations)}, corrections: {ids}")
    return 0


@program.command()
@click.argument("old", metavar="[OLD]", default="HEAD")
@click.option("--markdown", is_flag=True, help="as the body of a pull request")
@click.pass_obj
def diff(project: Project, old: str, *, markdown: bool) -> int:
    """Say what changed for a client since another version.

    OLD is a commit or a file (default: HEAD).
    """
    from vendor_spec.diff.changes import find_changes
    from vendor_spec.diff.rendering import render_markdown, render_text
    from vendor_spec.proposal.version import next_version, read_version_number

    versions = (read_version(project, old), read_document(project))
    changes = find_changes(*map(readable_content, versions))
    print((render_markdown if markdown else render_text)(changes).rstrip("\n"))
    if changes and not markdown:
        version = read_version_number(project)
        print(f"a release with this is {next_version(version, (change.rating for change in changes))}, after {version}")
    return 0


@program.command()
@click.argument("old", metavar="[OLD]", default="HEAD")
@click.pass_obj
def proposal(project: Project, old: str) -> int:
    """Print the body of the pull request that takes over what changed.

    OLD is a commit (default: HEAD).
    """
    from vendor_spec.proposal.body import render_proposal
    from vendor_spec.proposal.proposing import propose

    print(render_proposal(propose(project, old)).rstrip("\n"))
    return 0


@program.command()
@click.pass_obj
def lint(project: Project) -> int:
    """Fail unless the document and the corrected one are valid."""
    corrected = correct(project, project.overlay)
    version = corrected.document.content["openapi"]
    _say_notices(corrected)
    is_whole = corrected.uncorrected is not None and not corrected.uncorrected.notices
    what = f"{'valid ' if is_whole else ''}OpenAPI {version}, {_size(corrected.document.operations)}"
    print(f"{project.document.name}: {what}{'' if is_whole else ', not valid as it stands'}")
    print(f"{project.overlay.name}: gives a valid document, {_size(corrected.operations)}")
    return 0


@program.command()
@click.option("--check", is_flag=True, help="change nothing; exit 1 if it is not current")
@click.pass_obj
def generate(project: Project, *, check: bool) -> int:
    """Write generated/vobiz_client if it is not current."""
    corrected = build_corrected(project)
    _say_notices(corrected, SHOWN)
    place = project.client.relative_to(project.root)
    if check:
        differences = find_differences(project, corrected)
        for difference in differences[:20]:
            print(f"  {difference}", file=sys.stderr)
        if differences:
            print(f"{place}: {len(differences)} files differ from a fresh client; run `make generate`", file=sys.stderr)
            return 1
        print(f"{place}: is what {project.document.name} gives")
    elif generate_client(project, corrected):
        print(f"{place}: written, {_size(corrected.operations)}")
    else:
        print(f"{place}: current")
    return 0


def _say_usable(project: Project) -> None:
    """Print the notices of a document just taken over, or what keeps it from being used, which an overlay can mend."""
    try:
        corrected = correct(project, project.overlay if project.overlay.exists() else None)
    except SpecError as error:
        print(f"warning: it cannot be used yet: {error}")
    else:
        _say_notices(corrected, SHOWN)


def _say_notices(corrected: CorrectedDocument, most: int | None = None) -> None:
    """Print what is repaired in the document, at most so many notices; of each rule first those that come first."""
    notices = corrected.notices
    if most is not None and len(notices) > most:
        seen: Counter[str] = Counter()
        ranks = [(seen.update([notice.rule]), seen[notice.rule])[1] for notice in notices]
        chosen = sorted(range(len(notices)), key=ranks.__getitem__)[:most]
        notices = tuple(notices[index] for index in sorted(chosen))
    for notice in notices:
        print(f"notice: {notice.sentence}")
    if left := len(corrected.notices) - len(notices):
        print(f"notice: {left} more; `make lint-spec` lists all {len(corrected.notices)}")


def _size(operations: Sequence[Operation]) -> str:
    return counted(len(operations), "operation")
