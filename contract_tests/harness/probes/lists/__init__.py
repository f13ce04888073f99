"""Whether lists are what they say they are, and defaults as documented; only reads, with values that are allowed."""
