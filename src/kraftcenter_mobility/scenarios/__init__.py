"""Scenarios: what is changed, what it does to travel times, and for whom."""
