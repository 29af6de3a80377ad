"""Append-only, hash-chained trail of everything that was decided, read or sent out."""
