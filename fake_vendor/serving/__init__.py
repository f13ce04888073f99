"""HTTP: routes, responses and their bytes, the server on a port, and the log of requests."""
