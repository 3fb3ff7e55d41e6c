"""The example desk: invented news of an invented country, and the small site on loopback that publishes it."""
