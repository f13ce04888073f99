"""A stand-in for the live API, with drifts, harmless variants and outages that can be switched on by name."""
