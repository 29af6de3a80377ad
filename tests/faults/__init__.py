"""Faults of processes, broker, disk and people; after each, the ten invariants are asked."""
