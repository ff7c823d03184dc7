"""Reading OpenStreetMap data, and what its tags mean."""
