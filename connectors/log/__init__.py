"""The log's interface and its implementations."""
