"""What the pull request of a newer document says."""
