"""The one exception of this room."""


class VendorFault(Exception):
    """A fault in what the fake vendor was given: one sentence that says what, where, and what to do."""
