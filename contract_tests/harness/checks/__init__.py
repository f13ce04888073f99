"""What one response shows, held against the document."""
