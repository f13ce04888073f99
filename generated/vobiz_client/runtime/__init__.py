# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The ground under the generated client: credentials, requests, retries, errors. Knows no operation by name."""
