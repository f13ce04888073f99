"""The templates of the reports: what is undefined in one is an error, and HTML and XML are escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting.clean_text import clean_line, code, code_block
from vendor_spec.counts import counted

ACCEPT = ".venv/bin/python -m contract_tests accept"
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("html.jinja", "xml.jinja")),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.filters.update(clean_line=clean_line, code=code, code_block=code_block)
TEMPLATES.globals.update(
    accept=ACCEPT,
    counted=counted,
    meanings=MEANINGS,
    mock_note="The target was the mock, which is made from the OpenAPI document. Such a run shows whether document, "
    "client and checks agree; it shows nothing about the vendor.",
    what_to_do=(
        f"If the vendor is right, correct the document: `{ACCEPT} ID` does it where the finding has a suggestion.",
        "If the vendor is wrong, tell the vendor and tolerate the finding until a date: `accept --help` says how.",
    ),
)
