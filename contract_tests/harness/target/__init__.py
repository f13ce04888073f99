"""The target of a run, and what may be sent to it."""
