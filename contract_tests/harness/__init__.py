"""The machinery that asks: targets, checks, probes, findings, reports."""
