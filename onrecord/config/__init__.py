"""Configuration: one typed model, and its loading with places."""
