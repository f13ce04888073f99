"""The text of the pull request: what to decide first, what changes for a client, what to paste before it is merged."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import field, frozen

from vendor_spec.counts import counted
from vendor_spec.diff.change import Change, Rating
from vendor_spec.diff.rendering import code, render_markdown
from vendor_spec.proposal.nightly import WORKFLOW

_MOST = 20  # items of a list that are named
_LONGEST = 150  # characters of one
_MOST_VARIABLES = 40
_NOUNS = {
    "request.field_added": "request field",
    "request.parameter_added": "parameter",
    "response.field_added": "response field",
    "response.header_added": "response header",
    "response.status_added": "documented response",
    "enum.value_added": "enum with new value",
}


@frozen
class Proposal:
    """What a newer document means for the project.

    `problems` keep the client from being generated, a sentence each; `hints` are about corrections that do not.
    """

    changes: Sequence[Change]
    operations: tuple[int, int]
    methods: tuple[Collection[str], Collection[str]]
    version: str
    proposed: str
    problems: Sequence[str] = ()
    hints: Sequence[str] = ()
    nightly_lines: Sequence[str] = field(default=())


def render_proposal(proposal: Proposal) -> str:
    """Return the body of the pull request, below the 65,536 characters that GitHub takes."""
    lines = [*_problems(proposal.problems), f"**Proposed version: {proposal.proposed}** (now {proposal.version})."]
    before, after = proposal.operations
    lines[-1] += f" Operations: {before} before, {after} after."
    lines += ["", render_markdown(proposal.changes)]
    if not proposal.problems:
        lines += _methods(*map(set, proposal.methods))
    if proposal.hints:
        lines += ["## Corrections", "", *(f"- {code(hint, 300)}" for hint in proposal.hints[:_MOST]), ""]
    lines += _to_paste(proposal)
    return "\n".join(lines)


def _problems(problems: Sequence[str]) -> Iterator[str]:
    if problems:
        yield "**The client could not be generated, so it is still the old one, and CI is red on this:**"
        yield ""
        yield from (f"- {code(problem, 300)}" for problem in problems[:_MOST])
        yield from _rest(len(problems))
        yield ""


def _methods(before: set[str], after: set[str]) -> Iterator[str]:
    if before == after:
        yield f"The client's methods are the same: {len(after)}."
        yield ""
        return
    yield "## The client's methods"
    yield ""
    yield f"{len(before)} before, {len(after)} after."
    for title, names in (("Gone", before - after), ("New", after - before)):
        if names:
            yield ""
            yield f"{title}: {_listed(sorted(names))}"
    yield ""


def _to_paste(proposal: Proposal) -> Iterator[str]:
    if proposal.nightly_lines or proposal.changes:
        yield "## Before it is merged"
        yield ""
    if proposal.nightly_lines:
        yield f"New path parameters: add to `env` of `make contract-shard` in `{WORKFLOW}`, with a secret each, unless"
        yield "`contract_tests/live_policy.yaml` gives their values a source:"
        yield ""
        yield from ("```yaml", *(line[:_LONGEST] for line in proposal.nightly_lines[:_MOST_VARIABLES]), "```", "")
    if proposal.changes:
        yield "For CHANGELOG.md, below `## Unreleased`:"
        yield ""
        yield from ("````markdown", "### Vendor", "", *changelog(proposal.changes), "````", "")


def changelog(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the lines of the changelog entry: each breaking change and deprecation, and how much else there is."""
    for rating in (Rating.BREAKING, Rating.DEPRECATED):
        rated = [change for change in changes if change.rating is rating]
        yield from (
            f"- {rating.value.capitalize()}: {code(change.place, _LONGEST)}: {code(change.text, _LONGEST)}"
            for change in rated[:_MOST]
        )
        yield from _rest(len(rated))
    added = [change for change in changes if change.rating is Rating.ADDITIVE]
    operations = [label for change in added if change.kind == "operation.added" for label in change.operations]
    if operations:
        yield f"- New: {counted(len(operations), 'operation')}: {_listed(operations)}."
    numbers = Counter(_NOUNS.get(change.kind, "other addition") for change in added if change.kind != "operation.added")
    if numbers:
        yield f"- More: {', '.join(counted(number, noun) for noun, number in numbers.items())}."
    if all(change.rating is Rating.NOTICE for change in changes):
        yield "- Words, examples and limits that break no client."


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(code(name, _LONGEST) for name in names[:_MOST]) + more


def _rest(number: int) -> Iterable[str]:
    return (f"- and {number - _MOST} more",) if number > _MOST else ()
