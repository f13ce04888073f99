"""What a run makes on the account: what it may make, and what it has made."""
