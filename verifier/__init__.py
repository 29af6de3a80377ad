"""A program of its own: it imports nothing of the application."""
