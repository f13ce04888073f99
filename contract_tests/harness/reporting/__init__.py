"""Shows a run. Each form is made from the object in `drift.json` alone, so merged and old reports look the same."""

MOCK_NOTE = (
    "The target was the mock, which is made from the OpenAPI document. Such a run shows whether document, client and "
    "checks agree; it shows nothing about the vendor."
)
ACCEPT = ".venv/bin/python -m contract_tests accept"
WHAT_TO_DO = (
    f"If the vendor is right, correct the document: `{ACCEPT} ID` does it where the finding has a suggestion.",
    "If the vendor is wrong, tell the vendor and tolerate the finding until a date: `accept --help` says how.",
)
