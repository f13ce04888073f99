"""JSON values: the fields in one, and the forms of texts."""
