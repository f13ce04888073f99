"""The mock: Prism, started, watched and restarted, and what it cannot do."""
