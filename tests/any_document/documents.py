"""The documents that the whole road has to carry, and projects made of them."""

import shutil
from pathlib import Path

from tests.conftest import NOT_COPIED, ROOT, Copy
from vendor_spec.openapi.provenance import accept_document
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml

# The first one is the project's own, with the overlay that belongs to it.
DOCUMENTS = {
    "shipped": ROOT / "openapi.yaml",
    "3.0": ROOT / "tests" / "many_operations.yaml",
    "3.1": ROOT / "tests" / "many_operations_31.yaml",
}
ERROR_ANSWERS = "error-answers"


def make_copy(root: Path, document: Path) -> Copy:
    """A copy of this project with another document, vouched for, and with what the overlay says of every document."""
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    copy = Copy(root)
    if document != DOCUMENTS["shipped"]:
        shutil.copy(document, root / "openapi.yaml")
        (root / "openapi.claims.yaml").unlink()
        overlay = load_yaml((root / "openapi.overlay.yaml").read_bytes(), "openapi.overlay.yaml")
        overlay["actions"] = [action for action in overlay["actions"] if action["x-correction"] == ERROR_ANSWERS]
        assert overlay["actions"]
        (root / "openapi.overlay.yaml").write_text(dump_yaml(overlay))
        shutil.rmtree(root / "generated")
        accept_document(copy.project)
    return copy
