"""Values and a document's schemas: whether one allows a value, and a value that it allows."""
