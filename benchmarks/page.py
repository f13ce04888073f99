"""The report page of 100 operations and 200 findings: its size, and how long it takes to make, open and filter."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from contract_tests.harness.reporting.page import render_page
from tests.browser.chromium import WIDE, ChromiumMissingError, show, start_chromium
from tests.browser.records import make_large_record

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
LOADED = "const [load] = performance.getEntriesByType('navigation'); return load.loadEventEnd"


def main() -> int:
    """Print the figures."""
    record = make_large_record()
    render_page(record)  # compiles the templates
    start = time.perf_counter()
    page = render_page(record)
    print(f"made in {(time.perf_counter() - start) * 1000:.0f} ms, {len(page.encode()) / 1000:.0f} kB")
    try:
        with start_chromium() as chrome, tempfile.TemporaryDirectory() as folder:
            show(chrome, WIDE, "light")
            file = Path(folder) / "drift.html"
            file.write_text(page)
            chrome.get(file.as_uri())
            print(f"loaded in {chrome.execute_script(LOADED):.0f} ms")
            times = chrome.execute_script(KEYSTROKES)
    except ChromiumMissingError as error:
        print(error, file=sys.stderr)
        return 1
    for name, values in zip(("script", "script and layout"), zip(*times, strict=True), strict=True):
        print(f"a keystroke in the filter: {name} {statistics.median(values):.1f} ms, at most {max(values):.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
