"""The questions we ask the vendor. `python -m contract_tests` asks them and writes `reports/drift.json`."""
