"""Ways to show a run, each a function of the object in `drift.json` alone: a merged or an old report looks the same."""

MOCK_NOTE = (
    "The target was the mock, which is made from the document: this shows that document, client and checks agree, "
    "and nothing about the vendor."
)
