"""Shows a run. Each form is made from the object in `drift.json` alone, so merged and old reports look the same."""
