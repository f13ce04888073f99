"""How one list is read: its parameters, its pages, and what tells its items apart."""
