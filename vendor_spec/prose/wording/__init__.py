"""What the words of a page mean: values, limits, statuses, credentials."""
