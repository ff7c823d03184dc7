"""Slow, obvious twins of the kernels of the routing engine."""
