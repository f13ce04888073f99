"""What a vendor may do without contradicting its document: none of it is drift, all of it must be forgiven."""
