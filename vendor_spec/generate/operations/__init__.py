"""What the templates write of operations, and the generator shows them nothing of."""
