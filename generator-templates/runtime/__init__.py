"""The ground under the generated client: credentials, requests, retries, errors. Knows no operation by name."""
