"""For a finding, the overlay actions that make the document say what the vendor does."""
