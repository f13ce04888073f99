"""What becomes of what was written: each probe writes to one resource, and reads it again."""
