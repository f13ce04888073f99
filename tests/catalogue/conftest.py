"""The copies of the project with the telephone desk, for what is tried on it."""

from tests.stateful.conftest import desk, made_desk

__all__ = ["desk", "made_desk"]
