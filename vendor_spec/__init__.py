"""The vendor's document: read it, correct it, compare it, generate the client from it."""
