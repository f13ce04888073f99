"""The one exception of this package."""


class VendorFault(Exception):
    """A fault in what the fake vendor was given: one sentence that says what, where, and what to do."""
