"""The operations that pages document and the document does not have."""
