"""Everything that can be switched on, one module a subject; `switches` lists them all."""
