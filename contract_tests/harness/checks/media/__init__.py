"""Bodies that are no JSON, held against their media types."""
