"""The version number that a release with these changes gets, by the table in CONTRIBUTING.md."""

import re
from collections.abc import Iterable

from vendor_spec.diff.change import Rating
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.project import Project


def read_version_number(project: Project) -> str:
    """Return the version of the client; raises SpecError when there is none."""
    path = project.templates / "runtime" / "version.py"
    match = re.search(r'^VERSION = "(\d+\.\d+\.\d+)"$', read_file(path).decode(), re.MULTILINE)
    if match is None:
        raise SpecError(f'{path.relative_to(project.root)} has no line like VERSION = "1.2.3"; write it')
    return match[1]


def next_version(version: str, ratings: Iterable[Rating], *, is_method_lost: bool = False) -> str:
    """Return the version after `version`; while it is 0.x, what is breaking raises the middle number."""
    major, minor, patch = map(int, version.split("."))
    found = set(ratings)
    if (Rating.BREAKING in found or is_method_lost) and major:
        return f"{major + 1}.0.0"
    if is_method_lost or found & {Rating.BREAKING, Rating.DEPRECATED, Rating.ADDITIVE}:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
