"""Alerts to people: the notifier and its channels."""
