"""Lines, the services on them, and the timetables they and published feeds amount to."""
