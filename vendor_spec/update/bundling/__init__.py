"""A document of several files, and the one that is made of them."""
