"""Isochrones: the parts of roads reached within a travel time, and the areas around them."""
