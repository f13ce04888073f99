"""Debian's Chromium, headless, looking at report pages as files."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from contract_tests.harness.reporting.page import render_page

WIDE, NARROW = (1280, 900), (390, 844)
Opener = Callable[..., Chrome]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests; it keeps the console's messages and every request that it makes."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.fail("Chromium is missing: say apt-get install chromium chromium-driver (as root, on Debian)", False)
    options = ChromeOptions()
    options.binary_location = browser
    profile = tmp_path_factory.mktemp("profile")
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage", f"user-data-dir={profile}"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with Chrome(options=options, service=Service(driver)) as chrome:
        # Only to look at what was copied: copying has to work without it.
        reading = {"permission": {"name": "clipboard-read"}, "setting": "granted"}
        chrome.execute_cdp_cmd("Browser.setPermission", reading)
        yield chrome


@pytest.fixture
def open_page(chromium: Chrome, tmp_path: Path) -> Opener:
    """Write the page of a record and open it, in a window of a size and a scheme (light or dark)."""

    def open_(
        record: Mapping[str, Any],
        history: Sequence[Mapping[str, Any]] = (),
        size: tuple[int, int] = WIDE,
        scheme: str = "light",
    ) -> Chrome:
        file = tmp_path / "drift.html"
        file.write_text(render_page(record, history))
        show(chromium, size, scheme)
        for log in ("browser", "performance"):
            chromium.get_log(log)
        chromium.get(file.as_uri())
        return chromium

    return open_


def show(chrome: Chrome, size: tuple[int, int], scheme: str) -> None:
    """Make the window `size` (CSS pixels) and let the page see a preference for `scheme`."""
    width, height = size
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
