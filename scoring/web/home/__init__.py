"""Desk: home."""
