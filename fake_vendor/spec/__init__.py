"""The OpenAPI document as the vendor serves it: its operations, what exists on the account, and who gets what."""
