"""Whether a document may be worked with: its limits, its references, its form, the values that it gives."""
