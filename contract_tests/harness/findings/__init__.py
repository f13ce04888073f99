"""What was seen, in the form that may be shown."""
