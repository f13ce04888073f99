"""The generated client against a target: how it is called, what it sends, and what it reads."""
