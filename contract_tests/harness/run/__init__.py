"""Puts a run together: settings, set-up, pytest's plugin, plan, `accept`."""
