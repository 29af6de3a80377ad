"""What the work costs, measured beside the plain way of doing it: ``python -m bench NAME``."""
