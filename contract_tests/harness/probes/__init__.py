"""One probe a module: what is sent to one operation, and what must come back."""
