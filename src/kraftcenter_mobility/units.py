"""The conversions everything needs."""

__all__ = ["MS_PER_KMH", "SECONDS_PER_MINUTE"]

MS_PER_KMH = 1000.0 / 3600.0
"""Metres per second in one kilometre per hour."""

SECONDS_PER_MINUTE = 60.0
