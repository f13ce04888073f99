"""What a document's operations are about: resources, the collections they are in, and lists of them page by page."""
