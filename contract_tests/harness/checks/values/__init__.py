"""Values of a body: their form, whether two are one value, and whether a time can be right."""
