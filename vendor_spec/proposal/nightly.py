"""What the nightly workflow has to be told about a newer document."""

import re
from typing import Any

from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.parameters import path_parameters

WORKFLOW = ".github/workflows/nightly.yml"


def missing_lines(content: dict[str, Any], workflow: str) -> list[str]:
    """Return the lines that give the nightly run a value for each path parameter, but for those that are there."""
    names = dict.fromkeys(
        name for operation in iter_operations(content) for name in path_parameters(content, operation)
    )
    variables = dict.fromkeys(f"VOBIZ_{re.sub(r'[^A-Za-z0-9]+', '_', name).strip('_').upper()}" for name in names)
    known = set(re.findall(r"\bVOBIZ_\w+", workflow))
    return [f"{each}: ${{{{ secrets.{each} }}}}" for each in variables if each not in known]
