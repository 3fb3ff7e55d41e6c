"""The index's interface and its implementations."""
