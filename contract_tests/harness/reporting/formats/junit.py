"""`drift.junit.xml`: the report for whatever shows test results, a case for every operation and every finding."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting.clean_text import clean, clean_line
from contract_tests.harness.reporting.report import Report, ReportedFinding

LINE = 400  # characters of an attribute
SUITE = "contract"


def render_junit(report: Report) -> str:
    """Return the JUnit XML for a report.

    New drift is a failure, an error in the check an error, an inconclusive operation is skipped with its reason;
    everything else has passed, and says in its output what it is.
    """
    cases = [*_faults(report), *_operations(report), *_findings(report)]
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    totals = {name: str(count) for name, count in counts.items()} | {"time": f"{report.duration_s:.3f}"}
    suites = ET.Element("testsuites", {"name": SUITE, **totals})
    suite = ET.SubElement(suites, "testsuite", {"name": SUITE, "timestamp": report.started_at, **totals})
    properties = ET.SubElement(suite, "properties")
    facts = {
        "verdict": report.verdict,
        "target": report.target.kind,
        "base_url": report.target.base_url,
        "document": report.document.sha256,
        "overlay": report.document.overlay_sha256,
        "seed": str(report.seed),
        "shard": report.shard,
    }
    for name, value in facts.items():
        ET.SubElement(properties, "property", {"name": name, "value": clean_line(value, LINE)})
    suite.extend(cases)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(group: str, name: str) -> ET.Element:
    return ET.Element("testcase", {"classname": clean_line(group, LINE), "name": clean_line(name, LINE), "time": "0"})


def _say(case: ET.Element, tag: str, message: str, text: str = "") -> None:
    ET.SubElement(case, tag, {"message": clean_line(message, LINE), "type": tag}).text = clean(text) or None


def _faults(report: Report) -> Iterator[ET.Element]:
    for number, fault in enumerate(report.faults, 1):
        case = _case(SUITE, f"the check itself works (error {number})")
        _say(case, "error", fault)
        yield case
    if report.ended_early:
        case = _case(SUITE, "the run went to its end")
        _say(case, "skipped", report.ended_early)
        yield case


def _operations(report: Report) -> Iterator[ET.Element]:
    for operation in report.operations:
        case = _case(operation.operation, "is conclusive")
        if operation.verdict == "inconclusive":
            _say(case, "skipped", operation.reason)
        lines = [f"verdict: {operation.verdict}"]
        for probe in operation.questions:
            reason = f" ({probe.reason})" if probe.reason else ""
            lines.append(f"{probe.question}: {probe.outcome}{reason}")
        ET.SubElement(case, "system-out").text = clean("\n".join(lines))
        yield case


def _findings(report: Report) -> Iterator[ET.Element]:
    for finding in report.findings:
        case = _case(finding.operation, f"{finding.id} at {finding.location}")
        text = "\n".join(_finding_lines(finding))
        if finding.is_drift:
            expected, observed = finding.expected, finding.observed
            _say(case, "failure", f"{finding.kind}: expected {expected}; observed {observed}", text)
        else:
            ET.SubElement(case, "system-out").text = clean(text)
        yield case


def _finding_lines(finding: ReportedFinding) -> Iterator[str]:
    yield f"{finding.state}, {finding.severity}: {finding.kind} (seen {finding.count} times)"
    yield MEANINGS.get(finding.kind, "")
    for name in ("expected", "observed", "note", "request", "response_excerpt", "suggestion"):
        if text := getattr(finding, name):
            yield f"{name}: {text}"
