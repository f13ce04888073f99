"""From a request on a socket to the bytes of its answer, and the log of both."""
