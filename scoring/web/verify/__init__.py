"""Desk: verify."""
