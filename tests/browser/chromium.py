"""Chromium, headless, by the driver that the system has beside it, so the two always fit each other."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

MISSING = "Chromium is missing; on Debian say (as root) apt-get install chromium chromium-driver"
WIDE, NARROW = (1280, 900), (390, 844)


class ChromiumMissingError(Exception):
    """Chromium or its driver is not installed."""


@contextlib.contextmanager
def start_chromium() -> Iterator[Chrome]:
    """A browser that keeps the console's messages and every request that it makes; raises ChromiumMissingError."""
    # Debian's Chromium, or the Chrome that hosted CI machines come with.
    browser, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if browser is None or driver is None:
        raise ChromiumMissingError(MISSING)
    options = ChromeOptions()
    options.binary_location = browser
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # no-sandbox: root in a container has none; every page is one of ours, from disk.
        for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage", f"user-data-dir={profile}"):
            options.add_argument(f"--{argument}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        with Chrome(options=options, service=Service(driver)) as chrome:
            yield chrome


def show(chrome: Chrome, size: tuple[int, int], scheme: str) -> None:
    """Make the window `size` (CSS pixels), and let the page see a wish for a `scheme` (light, dark) and no motion."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
