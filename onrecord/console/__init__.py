"""The console: pages for people, twins for scripts, over what the index and its collections hold."""
