"""`drift.junit.xml`: the report for whatever shows test results, a case for every operation and every finding."""

from contract_tests.harness.findings.texts.clean import clean
from contract_tests.harness.reporting.clean_text import change_texts
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import TEMPLATES


def render_junit(report: Report) -> str:
    """Return the JUnit XML for a report.

    New drift is a failure, an error in the check an error, an inconclusive operation is skipped with its reason;
    everything else has passed, and says in its output what it is.
    """
    return TEMPLATES.get_template("formats/junit.xml.jinja").render(report=change_texts(report, clean)) + "\n"
