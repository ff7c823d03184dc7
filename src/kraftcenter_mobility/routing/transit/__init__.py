"""Travelling by public transport, door to door."""
