"""Sources: one module a kind, found by itself."""
