"""Everything that can be switched on: drifts, harmless variants and outages, each by its name."""
