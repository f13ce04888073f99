"""Puts the reports into a folder, each whole or not at all."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.harness.errors import RunFault
from contract_tests.harness.reporting.page import render_page
from vendor_spec.errors import SpecError
from vendor_spec.files import write_file


def write_reports(record: Mapping[str, Any], folder: Path) -> None:
    """Write `drift.json` and `drift.html`; raises RunFault when that is not possible."""
    texts = {
        "drift.json": json.dumps(record, indent=2, ensure_ascii=False) + "\n",
        "drift.html": render_page(record),
    }
    try:
        for name, text in texts.items():
            write_file(folder / name, text.encode())
    except SpecError as error:
        raise RunFault(str(error)) from None
