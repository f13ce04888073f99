"""Takes a picture of a report page: `python -m tests.browser.screenshot reports/drift.html docs/report.png`."""

import sys
from pathlib import Path

from tests.browser.chromium import ChromiumMissingError, show, start_chromium

SIZE = (1200, 1060)


def main(page: Path, picture: Path) -> int:
    """Write the first screen of `page` to `picture`, as PNG."""
    try:
        with start_chromium() as chrome:
            show(chrome, SIZE, "light")
            chrome.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
            chrome.get(page.resolve().as_uri())
            picture.parent.mkdir(exist_ok=True)
            chrome.save_screenshot(str(picture))
    except ChromiumMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
