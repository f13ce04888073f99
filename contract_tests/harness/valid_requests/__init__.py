"""How a valid request to an operation is made: cases, values of path parameters, credentials."""
