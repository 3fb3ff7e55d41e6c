"""The commands, one module each; each function takes the parsed call and returns the exit status."""
