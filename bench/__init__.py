"""Benchmarks: one command each, a peer or the bare library in the same run. Figures stand in RESULTS.md."""
