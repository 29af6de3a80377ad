"""Forms for signature and lists: printed on demand from plain data, never stored as records."""
