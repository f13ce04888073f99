"""The version of the package, for the `User-Agent` header; equal to the one in `pyproject.toml`."""

from typing import Final

# A constant, because asking importlib.metadata costs more than the rest of making a client.
VERSION: Final = "0.1.0"
