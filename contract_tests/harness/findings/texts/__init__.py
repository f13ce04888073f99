"""Texts of requests and responses, as they may be shown: commands, refusals, and what rules no terminal."""
