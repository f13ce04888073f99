"""Puts the reports into a folder, each whole or not at all."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from contract_tests.harness.errors import RunFault
from contract_tests.harness.findings.har import render_har
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.formats.junit import render_junit
from contract_tests.harness.reporting.formats.markdown import render_markdown
from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.past_runs import (
    Night,
    add_last_times,
    keep_latest,
    read_readable,
    render_history,
)
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import settling_of
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
    overlay: Path | None = None,
) -> Report:
    """Write `drift.json` and what is made of it: the page, the Markdown, the JUnit XML; add the run to `history.json`.

    With `exchanges` (HAR entries by the finding's id) it writes `drift.har`, too. `overlay` is that of the run, unless
    it is the project's. What the folder and `history` know of earlier runs completes the report, which is returned as
    it was written. Raises RunFault when a file cannot be written.
    """
    past, notes = read_readable(file for name in (HISTORY, RECORD) if (file := folder / name).exists())
    past += history
    report = add_last_times(evolve(report, notes=(*report.notes, *notes)), past)
    nights = keep_latest([*past, Night.of(report)])
    settling = settling_of(report, folder / RECORD, overlay)
    texts = {
        RECORD: json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n",
        "drift.html": render_page(report, nights, settling),
        "drift.md": render_markdown(report, settling) + "\n",
        "drift.junit.xml": render_junit(report),
    }
    if exchanges is not None:
        texts[HAR] = render_har((finding.id for finding in report.findings), exchanges)
    texts[HISTORY] = render_history(nights)
    try:
        for name, text in texts.items():
            write_file(folder / name, text.encode(errors="replace"))
    except SpecError as error:
        raise RunFault(str(error)) from None
    return report
