"""What contradicts the document, one module a subject."""
