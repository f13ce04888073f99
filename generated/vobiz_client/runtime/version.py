# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The version of the package: hatch reads it from here, and the client sends it as its `User-Agent`."""

# A constant, because asking importlib.metadata costs more than the rest of making a client.
VERSION = "0.1.0"
