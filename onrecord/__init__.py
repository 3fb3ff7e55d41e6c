"""Command line, configuration, supervisor and console."""
