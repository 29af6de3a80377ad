"""Desk: selfassessment."""
