"""An OpenAPI document: its text, its references, its operations, and what it says of each."""
