"""The typed client, generated from the corrected document."""
