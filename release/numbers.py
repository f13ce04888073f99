"""The version stands in pyproject.toml, in vobiz_runtime and in CHANGELOG.md; a tag names it once more."""

import re
import tomllib
from pathlib import Path

_HEADING = re.compile(r"^## (?P<title>.*)$", re.MULTILINE)
_RELEASED = re.compile(r"(?P<version>\d+\.\d+\.\d+\S*) - \d{4}-\d{2}-\d{2}")


def find_disagreements(root: Path, tag: str) -> list[str]:
    """A sentence for each place that does not name the version that `pyproject.toml` names, or for which words miss.

    Raises OSError or tomllib.TOMLDecodeError for files that cannot be read.
    """
    version = str(tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"])
    found = []
    if tag != f"v{version}":
        found.append(f"the tag is {tag}, and pyproject.toml says {version}: the tag has to be v{version}")
    constant = (root / "vobiz_runtime" / "version.py").read_text()
    if f'VERSION: Final = "{version}"' not in constant:
        found.append(f"vobiz_runtime/version.py does not say {version}, as pyproject.toml does")
    return [*found, *_in_changelog((root / "CHANGELOG.md").read_text(), version)]


def _in_changelog(changelog: str, version: str) -> list[str]:
    headings = [match for match in _HEADING.finditer(changelog) if match["title"] != "Unreleased"]
    newest = headings[0] if headings else None
    released = _RELEASED.fullmatch(newest["title"]) if newest else None
    if newest is None or released is None or released["version"] != version:
        return [f"CHANGELOG.md: the first heading below Unreleased has to be `## {version} - <year>-<month>-<day>`"]
    end = headings[1].start() if len(headings) > 1 else len(changelog)
    words = [line for line in changelog[newest.end() : end].splitlines() if line and not line.startswith("#")]
    return [] if words else [f"CHANGELOG.md: nothing is said of {version}"]
