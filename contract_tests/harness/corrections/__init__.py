"""Whether the vendor does what each correction says, what its own document says, or both."""
