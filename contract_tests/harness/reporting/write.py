"""Puts the reports into a folder, each whole or not at all."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contract_tests.harness.errors import RunFault
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.formats.har import render_har
from contract_tests.harness.reporting.formats.junit import render_junit
from contract_tests.harness.reporting.formats.markdown import render_markdown
from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.past_runs import Night, add_night, render_history
from contract_tests.harness.reporting.report import Report
from vendor_spec.errors import SpecError
from vendor_spec.files import write_file

RECORD = "drift.json"
HAR = "drift.har"
HISTORY = "history.json"


def write_reports(
    report: Report,
    folder: Path,
    exchanges: Mapping[str, Mapping[str, Any]] | None = None,
    history: Iterable[Night] = (),
) -> None:
    """Write `drift.json` and what is made of it: the page, the Markdown, the JUnit XML; add the run to `history.json`.

    With `exchanges` (HAR entries by the finding's id) also `drift.har`. What `history` has of earlier runs is added,
    too. Raises RunFault when that is not possible.
    """
    nights = add_night(report, folder / HISTORY, history)
    texts = {
        RECORD: json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n",
        "drift.html": render_page(report, nights),
        "drift.md": render_markdown(report) + "\n",
        "drift.junit.xml": render_junit(report),
    }
    if exchanges is not None:
        texts[HAR] = render_har(report, exchanges)
    texts[HISTORY] = render_history(nights)
    try:
        for name, text in texts.items():
            write_file(folder / name, text.encode(errors="replace"))
    except SpecError as error:
        raise RunFault(str(error)) from None
