"""The forms of a report, each a function of the report alone."""
