"""The project, taken over for the API of another vendor."""
