"""What the package index shows: README with links that work there, and where the project stands.

hatchling calls this (`[tool.hatch.metadata.hooks.custom]`). The address is that of the repository that is built: of the
workflow's run, or of the remote `origin`. Without one, links stay as they are and no address is named.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\]\((?!\w+:|#|/)([^()\s]+)\)")
_REMOTE = re.compile(r"(?:https?://|ssh://)?(?:[^@/\s]+@)?([\w-]+(?:\.[\w-]+)+)(?::\d+/|[:/])([\w.~/-]+?)(?:\.git)?/?")
_PICTURES = (".png", ".svg", ".gif", ".jpg", ".webp")


class Metadata(MetadataHookInterface):
    """The fields `readme` and `urls`, which pyproject.toml names as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set both fields."""
        root = Path(self.root)
        repository = find_repository(root, os.environ)
        text = (root / "README.md").read_text()
        if repository:
            tag = f"v{metadata['version']}"
            text = with_absolute_links(text, repository, tag)
            metadata["urls"] = {
                "Source": repository,
                "Documentation": f"{repository}/blob/{tag}/README.md",
                "Changelog": f"{repository}/blob/{tag}/CHANGELOG.md",
                "Issues": f"{repository}/issues",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def find_repository(root: Path, environment: Mapping[str, str]) -> str:
    """Return the address of the repository as a browser takes it; empty when there is none.

    Never with the credentials that the address of a remote may hold.
    """
    if environment.get("GITHUB_REPOSITORY"):
        return f"{environment.get('GITHUB_SERVER_URL', 'https://github.com')}/{environment['GITHUB_REPOSITORY']}"
    try:
        asked = ["git", "remote", "get-url", "origin"]
        remote = subprocess.run(asked, cwd=root, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""
    match = _REMOTE.fullmatch(remote)
    return f"https://{match[1]}/{match[2].strip('/')}" if match else ""


def with_absolute_links(text: str, repository: str, tag: str) -> str:
    """Return a Markdown text whose links to files of the project lead into the repository, at a tag."""

    def absolute(link: re.Match[str]) -> str:
        kind = "raw" if link[1].endswith(_PICTURES) else "blob"
        return f"]({repository}/{kind}/{tag}/{link[1]})"

    return _LINK.sub(absolute, text)
