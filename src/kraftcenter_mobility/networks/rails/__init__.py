"""Tracks, stations and the paths of trains over them."""
