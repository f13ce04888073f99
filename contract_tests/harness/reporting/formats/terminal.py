"""The report as lines on the terminal: the verdict last, and what decided it right above."""

from contract_tests.harness.corrections.settling import Settling
from contract_tests.harness.findings.texts.clean import clean
from contract_tests.harness.reporting.clean_text import change_texts
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import TEMPLATES, settling_of


def lines(report: Report, settling: Settling | None = None) -> list[str]:
    """Return the lines of a report, the verdict last."""
    report = change_texts(report, lambda text: clean(text).replace("\n", " "))
    text = TEMPLATES.get_template("formats/terminal.txt.jinja").render(
        report=report, settling=settling or settling_of(report)
    )
    return [line for line in text.split("\n") if line]
