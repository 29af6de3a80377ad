"""Published rubric versions: immutable, found by hash."""
