"""What of a document's faults our tools can live with: each is mended in a copy, and said in one notice."""
