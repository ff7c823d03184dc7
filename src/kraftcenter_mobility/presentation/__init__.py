"""Show travel times to people: tables, maps and a demonstration."""
