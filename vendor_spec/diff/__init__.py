"""Two versions of a document, compared for a client."""
