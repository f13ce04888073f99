"""Ways to show a run, each a function of the object in `drift.json` alone: a merged or an old report looks the same."""

MOCK_NOTE = (
    "The target was the mock, which is made from the document: this shows that document, client and checks agree, "
    "and nothing about the vendor."
)
ACCEPT = ".venv/bin/python -m contract_tests accept"
WHAT_TO_DO = (
    f"If the vendor is right: `{ACCEPT} ID` corrects the document, where the finding has a suggestion.",
    "If the vendor is wrong: tell the vendor, and tolerate the finding until a date (`accept --help` says how).",
)
