"""Report pages, opened as files in a real browser."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.report import Report
from tests.browser.chromium import WIDE, ChromiumMissingError, show, start_chromium

Opener = Callable[..., Chrome]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chrome]:
    """One browser for all tests."""
    try:
        with start_chromium() as chrome:
            # Only to look at what was copied: copying has to work without it.
            reading = {"permission": {"name": "clipboard-read"}, "setting": "granted"}
            chrome.execute_cdp_cmd("Browser.setPermission", reading)
            yield chrome
    except ChromiumMissingError as error:
        pytest.exit(str(error), returncode=1)


@pytest.fixture
def open_page(chromium: Chrome, tmp_path: Path) -> Opener:
    """Write the page of a report and open it, in a window of a size and a scheme (light or dark)."""

    def open_(
        report: Report,
        history: Sequence[Night] = (),
        size: tuple[int, int] = WIDE,
        scheme: str = "light",
    ) -> Chrome:
        file = tmp_path / "drift.html"
        file.write_text(render_page(report, history))
        show(chromium, size, scheme)
        for log in ("browser", "performance"):
            chromium.get_log(log)
        chromium.get(file.as_uri())
        return chromium

    return open_
