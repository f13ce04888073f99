"""Whom we ask, and what may be sent there."""
