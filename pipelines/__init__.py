"""The Beam graph, its transforms, and the worker loop."""
