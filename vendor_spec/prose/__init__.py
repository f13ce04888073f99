"""The vendor's docs pages: what they say about an operation, as facts that can be compared with the document."""
