"""`drift.html`: the report as one page that needs nothing but itself."""

from contract_tests.harness.reporting.page.rendering import render_page

__all__ = ["render_page"]
