"""Whether the vendor does what our corrections say, what its own document says, or both: each correction on trial."""
