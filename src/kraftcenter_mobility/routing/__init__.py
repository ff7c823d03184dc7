"""Travel times, nearest destinations and journeys."""
