# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""One package for each tag of the document, imported when it is first used."""
