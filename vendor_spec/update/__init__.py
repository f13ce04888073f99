"""A newer document, and the claims of its pages, taken over from the vendor."""
