"""What schemas come to, and how two of them differ."""
