"""All that talks to the outside: sources, the log, the index, receivers, and the one guarded HTTP client."""
