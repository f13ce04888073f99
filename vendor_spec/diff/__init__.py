"""Two versions of a document, compared for a client; and what a linter says of one."""
