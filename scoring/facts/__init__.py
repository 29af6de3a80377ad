"""Facts: entered once per organization and year, with their history."""
