"""Networks to travel on: what is joined to what, and how long each piece of it takes."""
