"""Desk: provider."""
