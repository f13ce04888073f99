"""The pair of programs that `live_policy.yaml` can run around a live run: one places a test call, one ends it."""
