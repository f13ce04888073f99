"""What the vendor keeps: the records of each collection, what requests make of them, and lists of them page by page."""
