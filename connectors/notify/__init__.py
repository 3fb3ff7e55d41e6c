"""Telling people: the notifier and its channels."""
