"""After a night: whether an issue is opened, rewritten or closed, and with which words; from files, into files."""
