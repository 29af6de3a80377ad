"""Desk: review."""
