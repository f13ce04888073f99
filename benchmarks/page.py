"""The report page of 100 operations and 200 findings: its size, and how long it takes to make, open and filter."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row, table
from contract_tests.harness.reporting.page import render_page
from tests.browser.chromium import WIDE, show, start_chromium
from tests.browser.records import make_large_report

# Script time of a keystroke in the filter, and with it style and layout of what that changes, in milliseconds.
KEYSTROKES = """
const field = document.forms['filter-findings'].elements.text, times = [];
for (const text of ['f', 'fi', 'fie', 'fiel', 'field', 'field_', 'field_1', 'field_12', '', 'trunk', 'trunk4', '']) {
  const start = performance.now();
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  const script = performance.now();
  document.documentElement.getBoundingClientRect();
  times.push([script - start, performance.now() - start]);
}
return times;
"""
PAGE = "page of 100 operations, 200 findings"
LOADED = "const [load] = performance.getEntriesByType('navigation'); return load.loadEventEnd"


def measure() -> Iterator[Row]:
    """Make, open and filter the page; raises ChromiumMissingError."""
    report = make_large_report()
    render_page(report)  # compiles the templates
    start = time.perf_counter()
    page = render_page(report)
    yield Row(f"{PAGE}: size", f"{len(page.encode()) / 1000:.0f} kB")
    yield Row(f"{PAGE}: made", f"{(time.perf_counter() - start) * 1000:.0f} ms")
    with start_chromium() as chrome, tempfile.TemporaryDirectory() as folder:
        show(chrome, WIDE, "light")
        file = Path(folder) / "drift.html"
        file.write_text(page)
        chrome.get(file.as_uri())
        yield Row(f"{PAGE}: loaded", f"{chrome.execute_script(LOADED):.0f} ms")
        times = chrome.execute_script(KEYSTROKES)
    for name, values in zip(("script", "script and layout"), zip(*times, strict=True), strict=True):
        figure = f"{statistics.median(values):.1f} ms, at most {max(values):.1f} ms"
        yield Row(f"{PAGE}: a keystroke in the filter, {name}", figure)


if __name__ == "__main__":
    print(table(measure()))
