"""A document as the vendor serves it: its operations, what they take and give, and what exists on the account."""
