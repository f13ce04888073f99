"""JSON values: what a schema allows, a sample of it, the fields in it, and the forms of texts."""
