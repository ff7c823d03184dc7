"""Trains: what they can do, how long they run, and where they meet on a single track."""
