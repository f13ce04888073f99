"""`drift.html`: the report as one page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from contract_tests.harness.kinds import MEANINGS, WHAT_TO_DO
from contract_tests.harness.reporting import MOCK_NOTE
from contract_tests.harness.status import verdict_line


def render_page(record: Mapping[str, Any]) -> str:
    """The page for the object of a `drift.json`."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    return environment.get_template("page.html.jinja").render(
        report=record,
        note=MOCK_NOTE if record["target"]["kind"] == "mock" else "",
        line=verdict_line(record),
        meanings=MEANINGS,
        what_to_do=WHAT_TO_DO,
    )
