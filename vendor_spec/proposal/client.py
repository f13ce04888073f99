"""The client before and after: its methods, and whether it is the one of the document at all."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import PurePath

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.project import Project


def methods_now(project: Project) -> set[str]:
    """Return the methods of the client on disk, as `live_calls.get_live_call`."""
    return _methods(path.relative_to(project.client) for path in project.client.glob("api/*/*.py"))


def methods_of(project: Project, commit: str) -> set[str]:
    """Return the methods of the client that a commit holds; none when it holds no client."""
    folder = project.client.relative_to(project.root)
    command = ["git", "ls-tree", "-r", "-z", "--name-only", "--end-of-options", commit, "--", f"{folder}/api"]
    listed = subprocess.run(command, cwd=project.root, capture_output=True, text=True)
    paths = listed.stdout.split("\0")[:-1] if listed.returncode == 0 else []
    return _methods(PurePath(path).relative_to(folder) for path in paths)


def is_generated_from(project: Project, document: str, overlay: str) -> bool:
    """Return whether the client on disk was generated from the document and the overlay with these checksums."""
    try:
        stamp = json.loads(read_file(project.client / "_stamp.json"))
    except (SpecError, ValueError):
        return False
    return (stamp.get("document_sha256"), stamp.get("overlay_sha256")) == (document, overlay)


def _methods(paths: Iterable[PurePath]) -> set[str]:
    # api/<namespace>/<method>.py
    found = [path.with_suffix("").parts[1:] for path in paths if path.suffix == ".py"]
    return {".".join(parts) for parts in found if len(parts) == 2 and parts[1] != "__init__"}
