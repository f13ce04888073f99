"""Prose against document: what the docs page of an operation says and its document does not, found with no network."""
