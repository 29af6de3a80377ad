"""Desk: record."""
