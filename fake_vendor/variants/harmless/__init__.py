"""What a vendor may do without breaking its word: none of it is drift, all of it must be forgiven."""
